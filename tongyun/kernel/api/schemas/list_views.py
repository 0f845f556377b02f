"""Shapes of kept views of lists."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ..shapes import Schema
from .people import NamedOut, OrganisationOut

Name = Annotated[str, Field(min_length=1, max_length=60)]
ListKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$")]
Part = Annotated[str, Field(max_length=100)]
Coordinate = Annotated[float, Field(ge=-1_000_000, le=1_000_000, allow_inf_nan=False)]


class Place(Schema):
    """Where a thing stands in a picture, in its own units."""

    x: Coordinate
    y: Coordinate


class ViewContent(Schema):
    """What a view shows: the list's own parameters of the page's address, and the columns by difference."""

    query: dict[Part, Annotated[str, Field(max_length=2000)]] = Field(default_factory=dict, max_length=40)
    #: The variant of the list whose columns these are, such as the items of one type.
    table: Annotated[str, Field(max_length=100)] = ""
    hidden: list[Part] = Field(default_factory=list, max_length=100)
    shown: list[Part] = Field(default_factory=list, max_length=100)
    density: Literal["normal", "compact"] = "normal"
    #: Where somebody put the things of a picture, by their ids; what was not moved stands where the picture puts it.
    places: dict[Part, Place] = Field(default_factory=dict, max_length=2000)


class ListViewIn(Schema):
    """A view to keep; with an organisation it is shared with that and all below it."""

    list: ListKey
    name: Name
    organisation_id: UUID | None = None
    content: ViewContent


class ListViewPatchIn(Schema):
    """What to change of a view."""

    version: int | None = None
    name: Name | None = None
    organisation_id: UUID | None = None
    content: ViewContent | None = None


class ListViewOut(Schema):
    """A kept view, by whom, and with whom it is shared."""

    id: UUID
    list: str
    name: str
    owner: NamedOut
    organisation: OrganisationOut | None
    content: ViewContent
    mine: bool
    changeable: bool
    version: int
    changed_at: datetime
