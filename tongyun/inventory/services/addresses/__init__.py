"""The plan of addresses: kept beside the items that stand for ranges, and what people allot in it."""
