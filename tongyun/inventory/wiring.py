"""What the inventory registers at start."""

from tongyun.kernel.contracts import Hideable, Permission
from tongyun.kernel.facade import (
    declare,
    declare_hideable,
    file_hosts,
    pack_kinds,
    register_handler,
    row_imports,
    search_sources,
)

from . import attachments, search
from .content import QUALITY, RELATIONS, SIGNATURES, TYPES
from .importing.kind import IMPORT
from .queries import RESOURCE
from .services import derivation, lifecycle


def wire() -> None:
    """Declare permissions, pack kinds, the search provider and the lifecycle task."""
    declare(
        Permission("inventory:read", "查看配置项", "See items"),
        Permission("inventory:write", "维护配置项", "Change items"),
        Permission("inventory:model", "维护配置模型", "Change item types", scoped=False),
        Permission("inventory:revert", "撤销配置变更", "Take changes of items back"),
    )
    declare_hideable(
        Hideable(
            RESOURCE,
            "配置项",
            "Items",
            {"attributes.*": ("属性", "Attributes"), "organisation": ("所属组织", "Organisation")},
        )
    )
    for kind in (TYPES, RELATIONS, SIGNATURES, QUALITY):
        pack_kinds.register(kind)
    row_imports.register(IMPORT)
    search_sources.register(search.SOURCE)
    file_hosts.register(attachments.HOST)
    register_handler(lifecycle.SWEEP, lifecycle.sweep)
    # Each edge is its own transaction.
    register_handler(derivation.SWEEP, derivation.sweep, transactional=False)


def schedule() -> None:
    """Make sure that the sweeps are due again and again; called by whoever starts the workers. Harmless to repeat."""
    lifecycle.schedule()
    derivation.schedule()
