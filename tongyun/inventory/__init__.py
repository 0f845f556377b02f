"""Inventory: what do we have, and what hangs on what?

Owns item types with inheritance, items, typed relations whose cardinality the database holds, their history, and the
identification of what agents and people report. Every record of the rooms above points at an item. Neighbours call
`tongyun.inventory.facade` and use the frozen types of `tongyun.inventory.contracts`; nothing else.
"""
