"""Reads of the plan of addresses: how full it is, who has what, and what does not agree."""
