"""Which items break a rule: asked of the database as sets, never item by item."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from tongyun.kernel.contracts import utc_now

from ..catalogue import Catalogue, catalogue
from ..models import Item
from ..queries import seen_items
from .conditions import Asked, holds
from .rules import Rule


def checked_by(rule: Rule, rows: QuerySet[Item], types: Catalogue | None = None) -> QuerySet[Item]:
    """Those of the rows that a rule is about."""
    return rows.filter(_about(rule, types or catalogue()), holds(rule.when, _asked(rule)))


def sound_by(rule: Rule, rows: QuerySet[Item], types: Catalogue | None = None) -> QuerySet[Item]:
    """Those that it is about and that are as it demands."""
    asked = _asked(rule)
    return rows.filter(_about(rule, types or catalogue()), holds(rule.when, asked), holds(rule.must, asked))


def breaking(rules: Iterable[Rule], rows: QuerySet[Item]) -> QuerySet[Item]:
    """Those of the rows that break any of the rules."""
    types, found = catalogue(), Q()
    for rule in rules:
        found |= _broken(rule, types, _asked(rule))
    return rows.filter(found) if found else rows.none()


def broken_by(rules: Sequence[Rule], items: Collection[Item]) -> dict[UUID, list[Rule]]:
    """The rules that each of these few items breaks, in their order; at most one query a rule. The caller sees the
    items."""
    types = catalogue()
    found: dict[UUID, list[Rule]] = {item.id: [] for item in items}
    for rule in rules:
        about, lifecycles = set(rule.types_in(types)), set(rule.lifecycles)
        ids = tuple(item.id for item in items if item.type_id in about and item.lifecycle in lifecycles)
        if ids:
            rows = Item.objects.filter(id__among=ids).filter(_broken(rule, types, _asked(rule, ids)))
            for item_id in rows.values_list("id", flat=True):
                found[item_id].append(rule)
    return found


def _broken(rule: Rule, types: Catalogue, asked: Asked) -> Q:
    return _about(rule, types) & holds(rule.when, asked) & ~holds(rule.must, asked)


def _about(rule: Rule, types: Catalogue) -> Q:
    return Q(type_id__in=rule.types_in(types), lifecycle__in=rule.lifecycles)


def _asked(rule: Rule, ids: tuple[UUID, ...] | None = None) -> Asked:
    """Values are looked for twice among all items of the rule that the caller sees, whatever part of them is asked
    about. Moments are those of a minute, so that what is asked twice is the same question."""
    now = utc_now().replace(second=0, microsecond=0)
    return Asked(seen_items().filter(_about(rule, catalogue())), now, ids)
