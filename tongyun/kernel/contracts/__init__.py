"""What the kernel shares with every room: plain types, no framework."""

from .actors import Actor, Ref, UserView
from .bulk import RowResult
from .files import FileHost, FileRef
from .health import HealthCheck, HealthState, PartHealth
from .ids import new_id, new_ids, utc_now
from .messages import Message, Task
from .notify import LiveTopic, NotificationCategory, Purge
from .packs import Finding, PackFile, PackKind
from .people import OrganisationView
from .permissions import Hideable, Permission, Realm
from .policies import entry
from .ports import Port, PortNotRegisteredError
from .problems import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    Stale,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    refuse_stale,
)
from .reach import EVERYWHERE, NOWHERE, Reach
from .registry import Registry
from .search import Findable, SearchHit, SearchSource

__all__ = [
    "EVERYWHERE",
    "NOWHERE",
    "Actor",
    "Conflict",
    "FieldError",
    "FileHost",
    "FileRef",
    "Findable",
    "Finding",
    "Forbidden",
    "HealthCheck",
    "HealthState",
    "Hideable",
    "Invalid",
    "LiveTopic",
    "Message",
    "NotFound",
    "NotificationCategory",
    "OrganisationView",
    "PackFile",
    "PackKind",
    "PartHealth",
    "Permission",
    "Port",
    "PortNotRegisteredError",
    "Problem",
    "Purge",
    "Reach",
    "Realm",
    "Ref",
    "Registry",
    "RowResult",
    "SearchHit",
    "SearchSource",
    "Stale",
    "Task",
    "TooLarge",
    "TooManyRequests",
    "Unauthenticated",
    "Unavailable",
    "UserView",
    "entry",
    "new_id",
    "new_ids",
    "refuse_stale",
    "utc_now",
]
