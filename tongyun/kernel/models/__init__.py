"""Tables of the kernel, one file an idea."""

from .access import ApiToken, Session, SetupLink
from .announcement import Announcement, AnnouncementReceipt, Board
from .audit import AuditAnchor, AuditArchive, AuditCheck, AuditHead, AuditRecord
from .callers import ApiCall, ApiHour, CallCount, KeptAnswer
from .channel import Channel, Delivery, MessageTemplate
from .dictionary import Dictionary, DictionaryEntry
from .factors import Authenticator, Passkey, RecoveryCode
from .files import StoredFile
from .identity import ExternalGroup, ExternalIdentity, IdentityProvider, SignInAttempt, UsedAssertion
from .imports import ImportPart, ImportRow, ImportRun
from .live import LiveEvent
from .notification import Notification, NotificationPreference
from .organisation import Organisation, OrganisationLink, OrganisationVersion
from .people import Appointment, Group, Invitation, Membership, Post, Substitution, User, UserVersion
from .policy import PolicySetting
from .roles import Grant, Role
from .sealed import SealedField
from .search import SearchDocument
from .sequence import Sequence
from .signin import EarlierPassword, SignInFailure
from .time import CalendarVersion, Schedule, ScheduleRun
from .views import ListView
from .work import OutboxMessage, ProcessBeat, ScheduledTask

__all__ = [
    "Announcement",
    "AnnouncementReceipt",
    "ApiCall",
    "ApiHour",
    "ApiToken",
    "Appointment",
    "AuditAnchor",
    "AuditArchive",
    "AuditCheck",
    "AuditHead",
    "AuditRecord",
    "Authenticator",
    "Board",
    "CalendarVersion",
    "CallCount",
    "Channel",
    "Delivery",
    "Dictionary",
    "DictionaryEntry",
    "EarlierPassword",
    "ExternalGroup",
    "ExternalIdentity",
    "Grant",
    "Group",
    "IdentityProvider",
    "ImportPart",
    "ImportRow",
    "ImportRun",
    "Invitation",
    "KeptAnswer",
    "ListView",
    "LiveEvent",
    "Membership",
    "MessageTemplate",
    "Notification",
    "NotificationPreference",
    "Organisation",
    "OrganisationLink",
    "OrganisationVersion",
    "OutboxMessage",
    "Passkey",
    "PolicySetting",
    "Post",
    "ProcessBeat",
    "RecoveryCode",
    "Role",
    "Schedule",
    "ScheduleRun",
    "ScheduledTask",
    "SealedField",
    "SearchDocument",
    "Sequence",
    "Session",
    "SetupLink",
    "SignInAttempt",
    "SignInFailure",
    "StoredFile",
    "Substitution",
    "UsedAssertion",
    "User",
    "UserVersion",
]
