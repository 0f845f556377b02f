"""The assessment engine: a contract's terms, rules over evidence, score, payment. Pure, exact decimals.

Nothing in here reads a clock, a database or a float: the same evidence gives the same bytes a year later.
"""
