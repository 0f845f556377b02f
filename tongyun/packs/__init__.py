"""Packs: the engine that turns files into modules.

Discovers packs, reads them safely, checks every file against its kind, shows what would change, and applies a pack as
a whole or not at all. What a kind of content means is known only to the room that registered it with the kernel.
Neighbours call `tongyun.packs.facade` and use the frozen types of `tongyun.packs.contracts`; nothing else.
"""
