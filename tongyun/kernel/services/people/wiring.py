"""What organisations and people register at start."""

from ...contracts import Permission
from ..imports import running as imports
from ..permissions import declare
from . import accounts


def wire() -> None:
    """Declare permissions and the work that is done later."""
    declare(
        Permission("user:read", "查看人员", "See people"),
        Permission("user:manage", "管理用户", "Manage accounts"),
        Permission("organisation:read", "查看组织机构", "See organisations"),
        Permission("organisation:manage", "管理组织机构", "Manage organisations"),
        Permission("group:manage", "管理用户组与岗位", "Manage groups and posts"),
        Permission("substitution:manage", "管理代理", "Arrange substitutes for others"),
    )
    accounts.wire()
    imports.wire()


def schedule() -> None:
    """Start the repeated work; called when a worker starts."""
    accounts.schedule()
    imports.schedule()
