"""The inventory's door: everything a neighbour may call."""

from .queries import (
    find_items,
    find_type,
    item_view,
    items_of_type,
    items_views,
    neighbours_of,
    related,
    seen_ids,
    type_chain,
    unseen,
)
from .services.hosts import observe_host
from .services.items import Patch, create_item, update_item
from .services.listeners import observe_services
from .services.observation import observe
from .services.relations import Tie, relate, unrelate
from .wiring import schedule

__all__ = [
    "Patch",
    "Tie",
    "create_item",
    "find_items",
    "find_type",
    "item_view",
    "items_of_type",
    "items_views",
    "neighbours_of",
    "observe",
    "observe_host",
    "observe_services",
    "relate",
    "related",
    "schedule",
    "seen_ids",
    "type_chain",
    "unrelate",
    "unseen",
    "update_item",
]
