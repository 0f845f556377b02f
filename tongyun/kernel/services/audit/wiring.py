"""What the audit trail registers at start."""

from ...contracts import Permission
from .. import permissions
from . import anchors, checking, retention


def wire() -> None:
    """Declare permissions, handlers and the policy."""
    permissions.declare(
        Permission("audit:export", "导出审计", "Export the audit trail", "audit", scoped=False),
        Permission("audit:verify", "校验审计", "Check the audit trail", "audit", scoped=False),
    )
    anchors.wire()
    checking.wire()
    retention.wire()


def schedule() -> None:
    """Begin the work that repeats; called when a worker starts."""
    anchors.schedule()
    retention.schedule()
