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
    #: The token a program calls with, and the permissions it is narrowed to (None: all of its user's).
    token: str = ""
    only: frozenset[str] | None = None


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
