"""What the kernel registers at start."""

from .contracts import Permission
from .database import among  # noqa: F401 - lets queries filter by many values
from .services import announcements, health, notify, permissions, policies, retention, table_sizes
from .services.audit import wiring as audit
from .services.calling import wiring as calling
from .services.dictionaries import wiring as dictionaries
from .services.files import wiring as files
from .services.identity import wiring as identity
from .services.people import wiring as people
from .services.schedules import wiring as schedules
from .services.sealing import wiring as sealing
from .services.searching import people as findable_people
from .services.signin import wiring as signin
from .services.trust import wiring as trust


def wire() -> None:
    """Declare permissions, handlers and health checks."""
    permissions.declare(
        Permission("duty:receive", "接收值班通知", "Receive duty notifications"),
        Permission("audit:read", "查看审计", "Read the audit trail", "audit", scoped=False),
        Permission("list:export", "导出列表", "Export lists", "shared"),
        Permission("view:share", "共享列表视图", "Share views of lists", "shared"),
        Permission("token:issue", "签发代理令牌", "Issue tokens for agents", "system", scoped=False),
        Permission("mlps:read", "查看等保自查", "See the self-assessment", "shared", scoped=False),
        Permission("policy:read", "查看系统设置", "See the settings", "shared", scoped=False),
        Permission(policies.WRITE, "修改系统设置", "Change the settings", "system", scoped=False),
        Permission(policies.WRITE_SECURITY, "修改安全设置", "Change the security settings", "security", scoped=False),
        Permission("role:read", "查看角色", "See roles", "shared", scoped=False),
        Permission("role:write", "维护角色", "Change roles", "security", scoped=False),
        Permission("grant:read", "查看授权", "See grants", "shared", scoped=False),
        Permission("grant:write", "授权", "Grant roles", "shared", scoped=False),
        Permission("administrator:invite", "邀请管理员到任", "Invite administrators", "system", scoped=False),
        Permission(
            "account:secure",
            "解锁账号、重置密码与双因素",
            "Unlock accounts, reset passwords and second factors",
            "security",
            scoped=False,
        ),
    )
    announcements.wire()
    audit.wire()
    calling.wire()
    dictionaries.wire()
    files.wire()
    health.wire()
    identity.wire()
    notify.wire()
    people.wire()
    retention.wire()
    findable_people.wire()
    sealing.wire()
    table_sizes.wire()
    schedules.wire()
    signin.wire()
    trust.wire()


def schedule() -> None:
    """Begin the work that repeats; called when a worker starts."""
    schedules.schedule()
    table_sizes.schedule()
