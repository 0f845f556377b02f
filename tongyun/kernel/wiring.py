"""What the kernel registers at start."""

from .contracts import Permission
from .services import health, notify, permissions


def wire() -> None:
    """Declare permissions, handlers and health checks."""
    permissions.declare(
        Permission("duty:receive", "接收值班通知", "Receive duty notifications"),
        Permission("user:read", "查看人员", "See people"),
        Permission("audit:read", "查看审计", "Read the audit trail"),
        Permission("token:issue", "签发令牌", "Issue API tokens"),
    )
    health.wire()
    notify.wire()
