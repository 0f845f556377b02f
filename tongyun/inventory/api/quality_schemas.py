"""Shapes of data quality."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from tongyun.kernel.facade import Hiding, Schema

from ..queries import RESOURCE
from .schemas import ItemOrganisationOut, Lifecycle

Severity = Literal["high", "medium", "low"]
Aspect = Literal["completeness", "correctness", "compliance"]


class QualityScoreOut(Schema):
    """How many checks were made, how many failed, and the score from 0 to 100 by weight; null where nothing is checked.
    `lost` of a hundred points of the whole were lost here."""

    score: float | None
    checked: int
    broken: int
    lost: float


class QualityFindingOut(Schema):
    """A rule that an item breaks, and what to do about it."""

    key: str
    title: str
    title_en: str
    advice: str
    advice_en: str
    aspect: Aspect
    severity: Severity


class QualityRuleOut(QualityFindingOut, QualityScoreOut):
    """A rule and what it finds; `query` are the parameters of the list of items that finds those that break it, null
    where none does."""

    weight: int
    query: dict[str, str] | None


class QualityPartOut(QualityScoreOut):
    """The score of an aspect, a type or a unit; `key` is null for the items of none. `query` narrows the list of items,
    or the score, to it; null where no filter does."""

    key: str | None
    title: str
    title_en: str
    query: dict[str, str] | None


class QualityOut(QualityScoreOut):
    """The quality of the data of items, as far as the caller sees them: rules, types and units where most is lost come
    first."""

    rules: list[QualityRuleOut]
    aspects: list[QualityPartOut]
    types: list[QualityPartOut]
    organisations: list[QualityPartOut]


class FlawedItemOut(Hiding):
    """An item with what is wrong with its record; the gravest finding gives its `severity`."""

    resource: ClassVar[str] = RESOURCE

    id: UUID
    name: str
    type: str
    type_title: str
    type_title_en: str
    lifecycle: Lifecycle
    organisation: ItemOrganisationOut | None
    owner: str
    severity: Severity
    findings: list[QualityFindingOut]
    updated_at: datetime


class OwnQualityOut(Schema):
    """How many items that name `owner` break rules, how many findings that makes, and of how many items; "" where
    the caller is nobody whom items could name, or may not see owners."""

    owner: str
    items: int
    findings: int
    checked: int
