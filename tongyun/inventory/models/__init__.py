"""Tables of the inventory, one file an idea."""

from .history import FOREVER, ChangeBatch, ItemChange, RelationSpan
from .items import Item, ItemIdentity
from .relations import Redundancy, Relation, RelationSlot, RelationType
from .review import ReviewCase
from .signatures import Signature
from .types import ItemType, ItemTypeVersion
from .values import ItemUnique, ItemValue

__all__ = [
    "FOREVER",
    "ChangeBatch",
    "Item",
    "ItemChange",
    "ItemIdentity",
    "ItemType",
    "ItemTypeVersion",
    "ItemUnique",
    "ItemValue",
    "Redundancy",
    "Relation",
    "RelationSlot",
    "RelationSpan",
    "RelationType",
    "ReviewCase",
    "Signature",
]
