"""What insight registers at start."""

from tongyun.kernel.contracts import Permission
from tongyun.kernel.facade import declare

from .services import content, sealing


def wire() -> None:
    """Declare permissions, the pack kind and the subscriber."""
    declare(Permission("assessment:read", "查看考核", "See assessments"))
    content.wire()
    sealing.wire()
