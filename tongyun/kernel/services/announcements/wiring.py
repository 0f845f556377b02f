"""What announcements register at start."""

from ...contracts import Permission
from ..permissions import declare
from ..work import register_handler
from . import attachments, finding, moving, telling
from .boards import MANAGE
from .drafting import READ, REVIEW, WRITE


def wire() -> None:
    """Declare permissions, the timers and the search source."""
    declare(
        Permission(READ, "查看公告管理与阅读情况", "See announcements in any state and who read them"),
        Permission(WRITE, "起草公告", "Write announcements"),
        Permission(REVIEW, "审核公告", "Review announcements"),
        Permission(MANAGE, "管理公告栏目", "Manage boards", scoped=False),
    )
    register_handler(moving.PUBLISH_TASK, moving.publish_due)
    register_handler(moving.EXPIRE_TASK, moving.expire_due)
    register_handler(telling.TELL_TASK, telling.tell_readers)
    attachments.wire()
    finding.wire()
