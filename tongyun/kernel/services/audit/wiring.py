"""What the audit trail registers at start."""

from ...contracts import Permission
from .. import permissions
from . import checking, retention


def wire() -> None:
    """Declare permissions, handlers and the policy."""
    permissions.declare(
        Permission("audit:export", "导出审计", "Export the audit trail", "audit", scoped=False),
        Permission("audit:verify", "校验审计", "Check the audit trail", "audit", scoped=False),
    )
    checking.wire()
    retention.wire()
