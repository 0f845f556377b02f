"""The roles every installation has."""

from ...models import Role
from .declared import EVERYTHING

SYSTEM, SECURITY, AUDIT = "system-administrator", "security-administrator", "audit-administrator"
OPERATIONS, DUTY = "operations-manager", "duty"
#: The role of each of the three administrators.
SEATS = {"system": SYSTEM, "security": SECURITY, "audit": AUDIT}

#: What a person on duty needs to see a fault through, from the alert to the closed ticket.
DUTY_PERMISSIONS = (
    "duty:receive",
    "alert:acknowledge",
    "alert:read",
    "assessment:read",
    "incident:read",
    "inventory:read",
    "job:read",
    "job:run",
    "organisation:read",
    "personal:reveal",
    "telemetry:read",
    "ticket:create",
    "ticket:handle",
    "ticket:read",
    "user:read",
)

#: key: (title, title_en, description, realm)
FIXED = {
    SYSTEM: ("系统管理员", "System administrator", "管理组织、人员、参数和接入，不能授权，也不能查看审计。", "system"),
    SECURITY: ("安全管理员", "Security administrator", "管理角色、授权和安全策略，不能处理业务。", "security"),
    AUDIT: ("审计管理员", "Audit administrator", "查看、校验和导出审计记录，不能处理业务。", "audit"),
    OPERATIONS: ("运维主管", "Operations manager", "全部业务权限。", "business"),
}


#: Of a fixed role, what nobody changes.
SET_RIGHT = ("title", "title_en", "description", "realm", "permissions", "hidden", "built_in")


def ensure_roles() -> dict[str, Role]:
    """Make the roles that are missing, and set the fixed ones right; by key."""
    fixed = [
        Role(
            key=key,
            title=title,
            title_en=title_en,
            description=told,
            realm=realm,
            permissions=[EVERYTHING],
            built_in=True,
        )
        for key, (title, title_en, told, realm) in FIXED.items()
    ]
    duty = Role(
        key=DUTY,
        title="值班工程师",
        title_en="Duty engineer",
        description="从告警到工单关闭所需的权限。",
        permissions=list(DUTY_PERMISSIONS),
    )
    Role.objects.bulk_create(fixed, update_conflicts=True, update_fields=SET_RIGHT, unique_fields=["key"])
    Role.objects.bulk_create([duty], ignore_conflicts=True)
    return Role.objects.in_bulk([*FIXED, DUTY], field_name="key")
