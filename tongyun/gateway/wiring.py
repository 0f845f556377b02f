"""What the gateway registers at start."""

from tongyun.kernel.contracts import Permission
from tongyun.kernel.facade import declare

from .services import subscriptions


def wire() -> None:
    """Declare permissions and subscribe to what may be forwarded."""
    declare(Permission("gateway:manage", "管理对外订阅", "Manage subscriptions", "system", scoped=False))
    subscriptions.wire()
