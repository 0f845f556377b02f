"""Tables of the inventory, one file an idea."""

from .addresses import AddressBlock, AddressChange, AddressUse, AddressZone, HeldAddress
from .history import FOREVER, ChangeBatch, ItemChange, RelationSpan
from .items import Item, ItemIdentity
from .mappings import PortMapping
from .quality import QualityRule
from .relations import Redundancy, Relation, RelationSlot, RelationType
from .review import ReviewCase
from .signatures import Signature
from .types import ItemType, ItemTypeVersion
from .values import ItemUnique, ItemValue

__all__ = [
    "FOREVER",
    "AddressBlock",
    "AddressChange",
    "AddressUse",
    "AddressZone",
    "ChangeBatch",
    "HeldAddress",
    "Item",
    "ItemChange",
    "ItemIdentity",
    "ItemType",
    "ItemTypeVersion",
    "ItemUnique",
    "ItemValue",
    "PortMapping",
    "QualityRule",
    "Redundancy",
    "Relation",
    "RelationSlot",
    "RelationSpan",
    "RelationType",
    "ReviewCase",
    "Signature",
]
