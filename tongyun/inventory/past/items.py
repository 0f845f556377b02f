"""One item as of a moment: content, who decided what, and what it was tied to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from ..models import Item, ItemChange, RelationSpan
from ..queries import seen_items
from ..services.items import State, state_of
from ..services.recording import Delta, delta_of
from ..services.redundancy import NEEDS, said_by

#: Edges of one item that are told.
MOST_EDGES = 1_000


@dataclass(frozen=True)
class Past:
    """An item as of a moment, and what it said that it needs (`needs`, by the names of the history). `last` is the
    change that made it so; volatile attributes have no past."""

    item: Item
    at: datetime
    state: State
    needs: Mapping[str, str]
    last: ItemChange

    def recorded(self) -> dict[str, Any]:
        """All of it, as the history keeps it."""
        return {**self.state.recorded(), **self.needs}


def past_of(item: Item, at: datetime) -> Past | None:
    """The item as of a moment; None when it was not registered yet.

    Told from the nearer end: changes since then are taken back from the present, or those until then are replayed.
    """
    before = ItemChange.objects.filter(item=item, at__lte=at)
    last = before.order_by("-at", "-version").first()
    if last is None:
        return None
    content = ItemChange.objects.filter(item=item).exclude(kind=ItemChange.Kind.RELATION)
    if item.version - last.version <= last.version:
        present = state_of(item)
        recorded = {**present.recorded(), **said_by([item.id])[item.id]}
        # Asked last and without an end: what is saved meanwhile is taken back, too.
        undone = content.filter(version__gt=last.version).order_by("-version")
        told, decided = _walked(recorded, present.decided(), undone, side=0)
    else:
        replayed = content.filter(version__lte=last.version).order_by("version")
        told, decided = _walked({}, {}, replayed, side=1)
    needs = {name: value for name, value in told.items() if value is not None and name.startswith(NEEDS)}
    return Past(item, at, _state(told, decided), needs, last)


def spans_at(item_id: UUID, at: datetime) -> QuerySet[RelationSpan]:
    """Edges from and to an item as of a moment, as far as both ends are in the caller's scope."""
    seen = seen_items().values("id")
    rows = RelationSpan.objects.filter(Q(source_id=item_id) | Q(target_id=item_id), began_at__lte=at, ended_at__gt=at)
    return rows.filter(source__in=seen, target__in=seen).select_related("type").order_by("type_id", "began_at", "id")


@dataclass(frozen=True)
class Difference:
    """What became different of an item: `delta` of its content, edges that were drawn and edges that were removed."""

    delta: Delta
    drawn: tuple[RelationSpan, ...]
    removed: tuple[RelationSpan, ...]


def difference(item: Item, before: datetime, after: datetime) -> Difference:
    """From one moment to another; from an item that was not there yet everything is new."""
    old, new = past_of(item, before), past_of(item, after)
    delta = delta_of(old.recorded() if old else {}, new.recorded() if new else {})
    was = {_edge(span): span for span in spans_at(item.id, before)[:MOST_EDGES]}
    is_ = {_edge(span): span for span in spans_at(item.id, after)[:MOST_EDGES]}
    drawn = tuple(span for key, span in is_.items() if key not in was)
    removed = tuple(span for key, span in was.items() if key not in is_)
    return Difference(delta, drawn, removed)


def _edge(span: RelationSpan) -> tuple[Any, ...]:
    return span.type_id, span.source_id, span.target_id


def _walked(
    content: Mapping[str, Any], decided: Mapping[str, Any], changes: Iterable[ItemChange], *, side: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Lay one side of each change over what there is: 0 takes it back, 1 replays it."""
    content, decided = dict(content), dict(decided)
    for change in changes:
        content.update({name: pair[side] for name, pair in change.delta.items()})
        decided.update({name: pair[side] for name, pair in change.decided.items()})
    return content, decided


def _state(content: Mapping[str, Any], decided: Mapping[str, Any]) -> State:
    organisation = content.get("@organisation")
    return State(
        type=content["@type"],
        name=content["@name"],
        attributes={name: value for name, value in content.items() if value is not None and not name.startswith("@")},
        organisation=UUID(organisation) if organisation else None,
        lifecycle=content["@lifecycle"],
        manual_lifecycle=bool(decided.get("manual_lifecycle")),
        manual=tuple(decided.get("manual") or ()),
    )
