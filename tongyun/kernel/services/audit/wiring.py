"""What the audit trail registers at start."""

from ...contracts import Permission
from ...contracts.cryptography import CryptographyPolicy
from .. import permissions
from ..policies import policy
from . import checking, retention, signing


def wire() -> None:
    """Declare permissions, handlers and the policy."""
    permissions.declare(
        Permission("audit:export", "导出审计", "Export the audit trail", "audit", scoped=False),
        Permission("audit:verify", "校验审计", "Check the audit trail", "audit", scoped=False),
    )
    signing.ask_for_algorithm(lambda: policy(CryptographyPolicy).national)
    checking.wire()
    retention.wire()
