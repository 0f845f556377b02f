"""What items are counted by: columns of theirs, spans of time, and the attributes that lists filter by.

A dimension says how the database groups by it, what a group is called, and which filter of the list finds its items. An
attribute that the caller's role hides, or that is worked out from one, is none.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Substr

from tongyun.kernel.contracts import utc_now
from tongyun.kernel.contracts.business_time import CHINA
from tongyun.kernel.facade import dictionary, hidden_fields, is_hidden, organisation_names

from ..catalogue import Catalogue
from ..contracts import TypeView
from ..queries import HEALTH_STATES, RESOURCE, health_state
from ..type_queries import items_named
from .bands import Band, ages, banded, months, sightings, warranties
from .registered import registered_by_month

Titles = tuple[str, str]
#: Called with the values that were found.
Naming = Callable[[Collection[Any]], Mapping[Any, Titles]]
#: The filter of the list that finds the items of a value; None when no filter does.
Opening = Callable[[Any], dict[str, str] | None]

NONE: Titles = ("未填写", "Not set")
NEVER: Titles = ("从未上报", "Never seen")
UNSEEN: Titles = ("不在数据范围内", "Outside your scope")
LIFECYCLES = {
    "active": ("在用", "In use"),
    "suspected": ("疑似失联", "Possibly lost"),
    "lost": ("失联", "Lost"),
    "retired": ("已退役", "Retired"),
}
HEALTH = {
    "critical": ("故障", "Critical"),
    "warning": ("有隐患", "Warning"),
    "unknown": ("未知", "Unknown"),
    "ok": ("正常", "Normal"),
}
SOURCES = {"person": ("人工", "Person"), "agent": ("代理采集", "Agent"), "import": ("导入", "Import")}
PURCHASED, WARRANTY = "purchased_on", "warranty_until"


@dataclass(frozen=True)
class Dimension:
    """One thing to count by. `attribute` names the indexed attribute it reads, "" for a column of items; `expression`
    is given the name of the column it reads. Groups of an `ordered` one keep the order of `values`."""

    key: str
    titles: Titles
    expression: Callable[[str], Any]
    naming: Naming
    opening: Opening
    attribute: str = ""
    column: str = "text"
    #: Whether an item may have several values, and so stand in several groups.
    several: bool = False
    ordered: bool = False
    values: tuple[Any, ...] = ()
    missing: Titles = NONE
    #: Whether its values are texts that people wrote, of which only the folded form is counted.
    written: bool = False
    bands: tuple[Band, ...] = ()
    #: How many of all items but these have each value, where an index tells that at once.
    all_but: Callable[[Sequence[UUID]], dict[str, int]] | None = None


def dimensions(
    types: Catalogue, keys: Collection[str], kinds: Mapping[str, str], only: Collection[str] | None = None
) -> dict[str, Dimension]:
    """What the caller may count by, by key. `keys` are the types that are looked at, none for all; `kinds` the indexed
    attributes that the caller sees; `only` these of them are asked for."""
    now = utc_now().replace(second=0, microsecond=0)
    today, by_month = now.astimezone(CHINA).date(), months(now)
    found = [
        _of_types(types),
        _in_words("lifecycle", ("生命周期", "Lifecycle"), LIFECYCLES, F),
        _in_words("health", ("健康状态", "Health"), HEALTH, lambda _: health_state(), values=HEALTH_STATES),
        _in_words("source", ("数据来源", "Source"), SOURCES, F),
        _of_moments("seen", ("最近上报", "Last seen"), "last_seen_at", sightings(now), missing=NEVER),
        replace(
            _of_moments("registered", ("登记时间", "Registered"), "created_at", by_month),
            all_but=lambda left_out: registered_by_month(by_month, left_out),
        ),
    ]
    if not is_hidden("organisation", hidden_fields(RESOURCE)):
        found.insert(1, _of_organisations())
    if kinds.get(PURCHASED) == "date":
        found.append(_of_days("age", ("使用年限", "Age"), PURCHASED, ages(today)))
    if kinds.get(WARRANTY) == "date":
        found.append(_of_days("warranty", ("质保到期", "Warranty end"), WARRANTY, warranties(today)))
    views = _looked_at(types, keys)
    for name, kind in sorted(kinds.items()):
        if kind != "moment" and (only is None or name in only):
            found.append(_of_attribute(name, kind, [view for view in views if name in view.indexed]))
    return {each.key: each for each in found}


def _looked_at(types: Catalogue, keys: Collection[str]) -> list[TypeView]:
    chosen = {name for key in keys for name in types.subtypes(key)} if keys else types.types.keys()
    return [types.types[key] for key in sorted(chosen)]


def _of_types(types: Catalogue) -> Dimension:
    def named(values: Collection[Any]) -> Mapping[Any, Titles]:
        return {key: (view.title, view.title_en) for key in values if (view := types.get(key))}

    return Dimension("type", ("模型", "Type"), lambda _: F("type_id"), named, lambda key: {"exact_type": key})


def _of_organisations() -> Dimension:
    def named(values: Collection[Any]) -> Mapping[Any, Titles]:
        return {key: (name, name) for key, name in organisation_names(values).items()}

    def opens(value: Any) -> dict[str, str]:
        return {"organisation": str(value) if value else "null"}

    return Dimension("organisation", ("所属单位", "Organisation"), lambda _: F("organisation_id"), named, opens)


def _in_words(
    key: str, titles: Titles, words: Mapping[str, Titles], expression: Callable[[str], Any], values: Any = ()
) -> Dimension:
    return Dimension(
        key, titles, lambda _: expression(key), lambda _: words, lambda value: {key: value}, values=tuple(values)
    )


def _of_moments(key: str, titles: Titles, column: str, bands: tuple[Band, ...], missing: Titles = NONE) -> Dimension:
    return Dimension(
        key,
        titles,
        lambda _: banded(column, bands),
        lambda _: {band.key: (band.title, band.title_en) for band in bands},
        lambda value: _span(column, bands, value),
        ordered=True,
        values=tuple(band.key for band in bands),
        missing=missing,
        bands=bands,
    )


def _of_days(key: str, titles: Titles, attribute: str, bands: tuple[Band, ...]) -> Dimension:
    return Dimension(
        key,
        titles,
        lambda column: banded(column, bands),
        lambda _: {band.key: (band.title, band.title_en) for band in bands},
        lambda value: _span(f"attributes.{attribute}", bands, value),
        attribute=attribute,
        ordered=True,
        values=tuple(band.key for band in bands),
    )


def _span(name: str, bands: tuple[Band, ...], value: Any) -> dict[str, str]:
    band = next((band for band in bands if band.key == value), None)
    if band is None:
        return {name: "null"}
    ends = {"gte": band.low, "lt": band.high}
    return {f"{name}__{operator}": told(end) for operator, end in ends.items() if end is not None}


def told(end: date | datetime) -> str:
    """A day or a moment as an address has it."""
    if isinstance(end, datetime):
        return f"{end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return end.isoformat()


def _of_attribute(name: str, kind: str, views: list[TypeView]) -> Dimension:
    parts = [view.schema["properties"][name] for view in views]
    part: Mapping[str, Any] = parts[0] if parts else {}
    said = part.get("x-title", {})
    several = any(each.get("type") == "array" for each in parts)
    refers = any(name in view.references for view in views)
    words = {"true": ("是", "Yes"), "false": ("否", "No")} if kind == "truth" else _words(part)
    address = f"attributes.{name}"

    def named(values: Collection[Any]) -> Mapping[Any, Titles]:
        if refers:
            found = items_named({value for value in values if _is_id(value)})
            return {value: (found[value][0],) * 2 if value in found else UNSEEN for value in values}
        if kind == "number":
            return {value: (f"{value:g}",) * 2 for value in values}
        return {value: words.get(value, (value, value)) for value in values}

    def opens(value: Any) -> dict[str, str] | None:
        if value is None:
            return {address: "null"}
        if kind == "date":
            year = int(value) if str(value).isdigit() else 0
            return {f"{address}__gte": f"{year:04}-01-01", f"{address}__lt": f"{year + 1:04}-01-01"} if year else None
        # An empty text and the word "null" are texts that no filter means.
        return {address: f"{value:g}" if kind == "number" else value} if value not in ("", "null") else None

    return Dimension(
        address,
        (str(said.get("zh-CN") or name), str(said.get("en-US") or name)),
        (lambda column: Substr(column, 1, 4)) if kind == "date" else F,
        named,
        opens,
        attribute=name,
        column="number" if kind == "number" else "text",
        several=several,
        ordered=kind in ("date", "number"),
        written=kind == "text" and not words and not refers,
    )


def _words(part: Mapping[str, Any]) -> Mapping[str, Titles]:
    """What the codes of a list or a dictionary mean, by their folded form."""
    if "x-enum" in part:
        return {
            code.casefold(): (said.get("zh-CN", code), said.get("en-US", code)) for code, said in part["x-enum"].items()
        }
    key = part.get("x-dictionary") or (part.get("items") or {}).get("x-dictionary")
    found = dictionary(key) if key else None
    return {code.casefold(): said for code, said in found.words().items()} if found else {}


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
