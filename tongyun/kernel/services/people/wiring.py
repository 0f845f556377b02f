"""What organisations and people register at start."""

from ...contracts import Hideable, Permission
from ..imports import running as imports
from ..imports import stepping
from ..permissions import declare, declare_hideable
from ..privacy import REVEAL
from . import accounts


def wire() -> None:
    """Declare permissions and the work that is done later."""
    declare(
        Permission("user:read", "查看人员", "See people", "shared"),
        Permission("user:manage", "管理用户", "Manage accounts", "system"),
        Permission(REVEAL, "查看个人信息明文", "See personal data unmasked", "shared"),
        Permission("organisation:read", "查看组织机构", "See organisations", "shared"),
        Permission("organisation:manage", "管理组织机构", "Manage organisations", "system", scoped=False),
        Permission("group:manage", "管理用户组与岗位", "Manage groups and posts", "system", scoped=False),
        Permission("substitution:manage", "管理代理", "Arrange substitutes for others", "system", scoped=False),
    )
    declare_hideable(
        Hideable(
            "user",
            "人员",
            "People",
            {
                "organisation": ("所属机构", "Organisation"),
                "employee_no": ("工号", "Employee number"),
                "mail": ("邮箱", "Mail"),
                "phone": ("手机", "Phone"),
                "landline": ("座机", "Landline"),
                "posts": ("岗位", "Posts"),
            },
        ),
    )
    accounts.wire()
    imports.wire()
    stepping.wire()


def schedule() -> None:
    """Start the repeated work; called when a worker starts."""
    accounts.schedule()
    imports.schedule()
