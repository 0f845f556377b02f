"""What the inventory registers at start."""

from tongyun.kernel.contracts import Permission, SearchProvider
from tongyun.kernel.facade import declare, pack_kinds, register_handler, search_providers

from .content import RELATIONS, SIGNATURES, TYPES
from .queries import search_items
from .services import lifecycle


def wire() -> None:
    """Declare permissions, pack kinds, the search provider and the lifecycle task."""
    declare(
        Permission("inventory:read", "查看配置项", "See items"),
        Permission("inventory:write", "维护配置项", "Change items"),
    )
    for kind in (TYPES, RELATIONS, SIGNATURES):
        pack_kinds.register(kind)
    search_providers.register(SearchProvider("item", "inventory:read", search_items))
    register_handler(lifecycle.SWEEP, lifecycle.sweep)
