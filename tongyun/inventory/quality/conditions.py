"""What a rule of data quality may demand: a few conditions, each of which the database answers for all items at once.

A rule names conditions and their values, never code. A condition holds for an item or does not: whoever means only the
items that have a date says so in `when`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongyun.kernel.contracts.business_time import CHINA
from tongyun.kernel.facade import reach_of

from ..catalogue import catalogue
from ..models import Item, ItemValue, Relation
from ..queries import READ, seen_items
from ..services.values import text_of
from .address_conflicts import KINDS, in_conflict

KEY = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,59}$"}
KEYS = {"type": "array", "items": KEY, "minItems": 1, "maxItems": 20, "uniqueItems": True}
WORDS = {"type": "array", "items": {"type": "string", "maxLength": 200}, "minItems": 1, "maxItems": 100}
DAYS = {"type": "integer", "minimum": -36_500, "maximum": 36_500}
ANY_OF = "any_of"


@dataclass(frozen=True)
class Asked:
    """What conditions are asked about. `among` are the items of which a value may be there only once; with `ids` only
    these items are asked about."""

    among: QuerySet[Item]
    now: datetime
    ids: tuple[UUID, ...] | None = None

    @property
    def today(self) -> date:
        """The day in China."""
        return self.now.astimezone(CHINA).date()


@dataclass(frozen=True)
class Condition:
    """One kind of condition: the schema of its value, and the items for which it holds. `attributes` are those that it
    reads, `fields` what else of an item that roles may hide, or an address (`@address`)."""

    schema: Mapping[str, Any]
    holds: Callable[[Any, Asked], Q]
    attributes: Callable[[Any], Iterable[str]] = lambda value: ()
    fields: tuple[str, ...] = ()


def holds(conditions: Iterable[Mapping[str, Any]], asked: Asked) -> Q:
    """That all of these hold."""
    whole = Q()
    for condition in conditions:
        whole &= _holds(condition, asked)
    return whole


def attributes_read(conditions: Iterable[Mapping[str, Any]]) -> set[str]:
    """The attributes that these look at."""
    return {name for kind, value in _each(conditions) for name in CONDITIONS[kind].attributes(value)}


def fields_read(conditions: Iterable[Mapping[str, Any]]) -> set[str]:
    """What else of items these look at that a role may hide."""
    return {name for kind, _ in _each(conditions) for name in CONDITIONS[kind].fields}


def relations_named(conditions: Iterable[Mapping[str, Any]]) -> set[str]:
    """The kinds of relation that these name."""
    return {name for kind, value in _each(conditions) if kind in RELATED for name in value.get("by", ())}


def types_named(conditions: Iterable[Mapping[str, Any]]) -> set[str]:
    """The types that these name."""
    return {name for kind, value in _each(conditions) if kind in RELATED for name in value.get("to", ())}


def _each(conditions: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, Any]]:
    for condition in conditions:
        for kind, value in condition.items():
            if kind == ANY_OF:
                yield from _each(value)
            else:
                yield kind, value


def _holds(condition: Mapping[str, Any], asked: Asked) -> Q:
    [(kind, value)] = condition.items()
    if kind != ANY_OF:
        return CONDITIONS[kind].holds(value, asked)
    either = Q()
    for each in value:
        either |= _holds(each, asked)
    return either


def _having(asked: Asked, **what: Any) -> Q:
    """Items with such a value of an attribute."""
    values = ItemValue.objects.filter(**what)
    if asked.ids is not None:
        values = values.filter(item__id__among=asked.ids)
    return Q(id__in=values.values("item_id"))


def _filled(names: Iterable[str], asked: Asked) -> Q:
    whole = Q()
    for name in names:
        whole &= _having(asked, name=name, text__gt="")
    return whole


def _value(value: Mapping[str, Any], asked: Asked) -> Q:
    name = value["of"]
    whole = Q()
    if "in" in value:
        whole &= _having(asked, name=name, text__in=[text_of("text", word) for word in value["in"]])
    if "not_in" in value:
        whole &= ~_having(asked, name=name, text__in=[text_of("text", word) for word in value["not_in"]])
    ends = {f"number__{operator}": value[said] for said, operator in (("min", "gte"), ("max", "lte")) if said in value}
    return whole & _having(asked, name=name, **ends) if ends else whole


def _date(value: Mapping[str, Any], asked: Asked) -> Q:
    ends = {"from": "text__gte", "to": "text__lte"}
    spans = {lookup: f"{asked.today + timedelta(days=value[end])}" for end, lookup in ends.items() if end in value}
    # A day that is written as no day sorts behind all days: it is neither in the past nor in the future.
    return _having(asked, name=value["of"], **{"text__gt": "0", "text__lt": "9999-99", **spans})


def _related(value: Mapping[str, Any], asked: Asked) -> Q:
    """Only far ends that the caller sees count: what is related to others cannot be told from what is related to
    nothing."""
    far: QuerySet[Item] | None = None if reach_of(READ).everything else seen_items()
    if "to" in value or "lifecycle" in value:
        far = seen_items() if far is None else far
        types = catalogue()
        if "to" in value:
            far = far.filter(type_id__in={name for key in value["to"] for name in types.subtypes(key)})
        if "lifecycle" in value:
            far = far.filter(lifecycle__in=value["lifecycle"])
    direction = value.get("direction", "any")
    whole = Q()
    for near, end, way in (("source", "target", "out"), ("target", "source", "in")):
        if direction not in ("any", way):
            continue
        edges = Relation.objects.filter(**({"type_id__in": value["by"]} if "by" in value else {}))
        if far is not None:
            edges = edges.filter(**{f"{end}__in": far.values("id")})
        if asked.ids is not None:
            edges = edges.filter(**{f"{near}__id__among": asked.ids})
        whole |= Q(id__in=edges.values(f"{near}_id"))
    return whole


def _organisation(value: bool, _: Asked) -> Q:
    return Q(organisation__isnull=not value)


def _seen(days: int, asked: Asked) -> Q:
    return Q(last_seen_at__gte=asked.now - timedelta(days=days))


def _unique(name: str, asked: Asked) -> Q:
    """No other of the items has this value; one without any has none twice."""
    values = ItemValue.objects.filter(name=name, text__gt="", item__in=asked.among.values("id"))
    if asked.ids is not None:
        own = ItemValue.objects.filter(name=name, item__id__among=asked.ids)
        values = values.filter(text__in=own.values("text"))
    twice = values.values("text").annotate(items=Count("item_id", distinct=True)).filter(items__gt=1)
    return ~_having(asked, name=name, text__in=twice.values("text"))


def _no_conflict(kinds: Iterable[str], _: Asked) -> Q:
    return ~Q(id__among=in_conflict(frozenset(kinds)))


def _of(value: Mapping[str, Any]) -> Iterable[str]:
    return (value["of"],)


RELATED = ("related", "not_related")
_EDGES = {
    "type": "object",
    "properties": {
        "by": {**KEYS, "description": "关系类型；不写为任何关系"},
        "direction": {"enum": ["out", "in", "any"], "description": "out：从本资源出发；in：指向本资源"},
        "to": {**KEYS, "description": "另一端的模型，含下级模型"},
        "lifecycle": {
            "type": "array",
            "items": {"enum": Item.Lifecycle.values},
            "minItems": 1,
            "description": "另一端的生命周期",
        },
    },
    "additionalProperties": False,
}


def _about(description: str, properties: Mapping[str, Any], least: int = 2) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "required": ["of"],
        "properties": {"of": KEY, **properties},
        "minProperties": least,
        "additionalProperties": False,
    }


CONDITIONS: Mapping[str, Condition] = {
    "filled": Condition({**KEYS, "description": "这些属性都已填写"}, _filled, lambda names: names),
    "value": Condition(
        _about(
            "属性的值：in 为其中之一，not_in 不是其中任何一个（未填写也算），min、max 为数值范围",
            {"in": WORDS, "not_in": WORDS, "min": {"type": "number"}, "max": {"type": "number"}},
        ),
        _value,
        _of,
    ),
    "date": Condition(
        _about("日期已填写，且不早于今天加 from 天、不晚于今天加 to 天", {"from": DAYS, "to": DAYS}), _date, _of
    ),
    "unique": Condition({**KEY, "description": "属性的值不与适用本规则的其他资源重复"}, _unique, lambda name: (name,)),
    "related": Condition({**_EDGES, "description": "至少有一条这样的关系"}, _related),
    "not_related": Condition({**_EDGES, "description": "没有这样的关系"}, lambda value, asked: ~_related(value, asked)),
    "organisation": Condition(
        {"type": "boolean", "description": "true：有所属单位；false：没有"}, _organisation, fields=("organisation",)
    ),
    "seen_within_days": Condition(
        {"type": "integer", "minimum": 1, "maximum": 3_650, "description": "最近这些天内有过上报"}, _seen
    ),
    "source": Condition(
        {**WORDS, "description": "数据来源为其中之一：person、agent、import 等"}, lambda value, _: Q(source__in=value)
    ),
    "no_address_conflict": Condition(
        {
            "type": "array",
            "items": {"enum": list(KINDS)},
            "minItems": 1,
            "uniqueItems": True,
            "description": "地址没有这些冲突：duplicate 多台设备使用，elsewhere 用了分配给别人的地址，"
            "reserved 用了预留的地址，outside 在地址规划之外",
        },
        _no_conflict,
        fields=("@address",),
    ),
}


def _one_of(kinds: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(kinds),
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }


_PLAIN = {kind: condition.schema for kind, condition in CONDITIONS.items()}
#: One condition, as a file has it.
SCHEMA = _one_of(
    {
        **_PLAIN,
        ANY_OF: {
            "type": "array",
            "items": _one_of(_PLAIN),
            "minItems": 2,
            "maxItems": 10,
            "description": "至少满足其中一条",
        },
    }
)
