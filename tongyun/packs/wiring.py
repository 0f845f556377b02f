"""What the pack engine registers at start."""

from tongyun.inventory.contracts import type_files
from tongyun.kernel.contracts import HealthCheck, Permission
from tongyun.kernel.facade import declare, health_checks, pack_kinds

from .queries import packs_health
from .services.applying import WRITE
from .services.overlay_files import OVERLAYS
from .services.type_files import SiteTypes


def wire() -> None:
    """Declare permissions; register the health of packs and the kind `overlays`."""
    declare(
        Permission("pack:read", "查看内容包", "See content packs", realm="system", scoped=False),
        Permission(WRITE, "修改内容包", "Change content packs", realm="system", scoped=False),
    )
    health_checks.register(HealthCheck("packs", packs_health))
    pack_kinds.register(OVERLAYS)
    type_files.register(SiteTypes())
