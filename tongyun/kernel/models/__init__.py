"""Tables of the kernel, one file an idea."""

from .access import ApiToken, Grant, Role, Session, SetupLink
from .audit import AuditHead, AuditRecord
from .notification import Notification
from .people import Organisation, User
from .sequence import Sequence
from .work import OutboxMessage, ProcessBeat, ScheduledTask

__all__ = [
    "ApiToken",
    "AuditHead",
    "AuditRecord",
    "Grant",
    "Notification",
    "Organisation",
    "OutboxMessage",
    "ProcessBeat",
    "Role",
    "ScheduledTask",
    "Sequence",
    "Session",
    "SetupLink",
    "User",
]
