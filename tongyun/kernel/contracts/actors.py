"""Who acts, and what is acted on."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """The one who does something: a person, an agent, or the platform itself."""

    kind: Literal["user", "agent", "system"]
    id: str
    name: str
    ip: str = ""
    request_id: str = ""


@dataclass(frozen=True)
class Ref:
    """A pointer to a record of any room: `Ref("ticket", "…", "INC-20261121-0001")`."""

    kind: str
    id: str
    label: str = ""


@dataclass(frozen=True)
class UserView:
    """A person as other rooms may see one."""

    id: UUID
    username: str
    name: str
    organisation_id: UUID | None
    active: bool
