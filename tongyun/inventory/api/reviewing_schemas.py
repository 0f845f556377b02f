"""Shapes of the review queue."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Schema

from .schemas import ItemOut, Strict


class ObservationOut(Schema):
    """What was seen; of a case that is not `whole` the attributes are texts, cut for reading."""

    attributes: dict[str, Any]


class ReviewCaseOut(Schema):
    """Something that was seen and that a person must decide. `candidates` are the items it may be, as far as the caller
    sees them; a case that is not `whole` did not keep what was seen and can only be closed. `item` is what it was
    decided to be, `note` why it was dismissed."""

    id: UUID
    reason: Literal["ambiguous", "contradiction", "invalid"]
    reason_title: str
    detail: str
    type: str
    type_title: str
    type_title_en: str
    name: str
    observation: ObservationOut
    whole: bool
    candidates: list[UUID]
    source: str
    created_at: datetime
    seen_at: datetime
    closed_at: datetime | None
    closed_by: str
    outcome: Literal["", "assigned", "registered", "dismissed", "closed"]
    note: str
    item: UUID | None
    version: int


class ObservedRelationOut(Schema):
    """A relation that was seen, to an item that the caller sees."""

    type: str
    title: str
    title_en: str
    item: UUID
    item_name: str


class CandidateOut(Schema):
    """An item beside the observation: `changes` is what deciding for it would change, {name: [old, new]}; `withheld`
    the observed values that it would not take: they do not fit the type (broken), the item's type has no such
    attribute (unknown), another item is recognised by them (elsewhere), or a person set another value (manual). Only
    for an `open` one the caller may decide."""

    item: ItemOut
    changes: dict[str, list[Any]]
    withheld: dict[str, Literal["broken", "unknown", "elsewhere", "manual"]]
    open: bool


class ReviewCaseDetailOut(ReviewCaseOut):
    """A case with its candidates side by side; `elsewhere` says that some of them lie out of the caller's sight."""

    relations: list[ObservedRelationOut]
    compared: list[CandidateOut]
    elsewhere: bool


class DecisionIn(Strict):
    """A decision about a case as somebody read it in `version`; naming none means any."""

    version: int | None = Field(default=None, ge=1)


class AssignIn(DecisionIn):
    """It is this item."""

    item: UUID


class RegisterIn(DecisionIn):
    """It is something new; what is not given is as it was observed."""

    name: str | None = Field(default=None, max_length=200)
    organisation: UUID | None = None


class DismissIn(DecisionIn):
    """It is nothing."""

    reason: str = Field(max_length=300)


class DismissManyIn(Strict):
    """They are nothing."""

    ids: list[UUID] = Field(min_length=1, max_length=500)
    reason: str = Field(max_length=300)
