"""What the kernel registers at start."""

from .contracts import Permission
from .services import health, notify, permissions, policies, retention
from .services.identity import wiring as identity
from .services.people import wiring as people
from .services.sealing import wiring as sealing


def wire() -> None:
    """Declare permissions, handlers and health checks."""
    permissions.declare(
        Permission("duty:receive", "接收值班通知", "Receive duty notifications"),
        Permission("audit:read", "查看审计", "Read the audit trail"),
        Permission("list:export", "导出列表", "Export lists"),
        Permission("token:issue", "签发令牌", "Issue API tokens"),
        Permission("policy:read", "查看系统设置", "See the settings"),
        Permission(policies.WRITE, "修改系统设置", "Change the settings"),
        Permission(policies.WRITE_SECURITY, "修改安全设置", "Change the security settings"),
    )
    health.wire()
    identity.wire()
    notify.wire()
    people.wire()
    retention.wire()
    sealing.wire()
