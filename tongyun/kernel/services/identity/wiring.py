"""What signing in through providers registers at start."""

from ...contracts import Permission
from .. import permissions
from . import providers, sync


def wire() -> None:
    """Declare the permissions, and who synchronises."""
    permissions.declare(
        Permission(providers.READ, "查看登录方式", "See the ways to sign in", "shared", scoped=False),
        Permission(providers.MANAGE, "管理登录方式", "Manage the ways to sign in", "system", scoped=False),
        Permission("user:provision", "同步人员", "Provision people", "system", scoped=False),
    )
    sync.wire()
