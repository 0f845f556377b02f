"""Tables of the inventory, one file an idea."""

from .history import ItemChange
from .items import Item, ItemIdentity
from .relations import Relation, RelationSlot, RelationType
from .review import ReviewCase
from .signatures import Signature
from .types import ItemType

__all__ = [
    "Item",
    "ItemChange",
    "ItemIdentity",
    "ItemType",
    "Relation",
    "RelationSlot",
    "RelationType",
    "ReviewCase",
    "Signature",
]
