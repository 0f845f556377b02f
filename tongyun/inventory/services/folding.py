"""What an item would be without some of its changes. Pure: it asks no database and writes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ..models import Item, ItemChange, Relation
from .edge_details import EdgeDetails, details_of
from .items import State, state_of
from .redundancy import NEEDS

CHANGED_SINCE = "此后又被修改"
EDGE_CHANGED_SINCE = "此后关系又有变化"
USED_SINCE = "登记之后又被修改"


@dataclass(frozen=True)
class Edge:
    """An edge from the item, by its kind and its far end."""

    kind: str
    target: UUID
    name: str = field(default="", compare=False)


@dataclass
class Target:
    """What an item is to become: its content, edges to remove (which are `held`), to draw again and to describe anew,
    and how many supports it `needs`, as far as that differs.

    `blocked` are the fields that stay, with the reason; `first` is the version of the first change that is taken back.
    """

    item: Item
    name: str
    state: State
    held: Mapping[Edge, Relation]
    first: int
    drawn: dict[Edge, EdgeDetails] = field(default_factory=dict)
    removed: list[Edge] = field(default_factory=list)
    described: dict[Edge, EdgeDetails] = field(default_factory=dict)
    needs: dict[str, str | None] = field(default_factory=dict)
    blocked: dict[str, str] = field(default_factory=dict)

    def block(self, is_closed: Callable[[str], bool], reason: str) -> None:
        """Leave everything of these names as it is."""
        present = state_of(self.item).recorded()
        wanted = self.state.recorded()
        for name in present.keys() | wanted.keys():
            if present.get(name) != wanted.get(name) and is_closed(name):
                self.blocked[name] = reason
                wanted[name] = present.get(name)
        self.state = _state(wanted, set(self.state.manual), by_hand=self.state.manual_lifecycle)


def folded(
    item: Item, changes: Sequence[ItemChange], edges: Mapping[Edge, Relation], needs: Mapping[str, str]
) -> Target:
    """Take changes back in thought, the newest first. `changes` are the item's own, in the order of their versions;
    `edges` and `needs` are what it has and says at present."""
    present = state_of(item)
    now = {edge: details_of(relation) for edge, relation in edges.items()}
    fold = _Fold({**present.recorded(), **needs}, set(present.manual), dict(now), by_hand=present.manual_lifecycle)
    for change in reversed(changes):
        if change.kind == ItemChange.Kind.RELATION:
            fold.untie(change)
        elif change.kind == ItemChange.Kind.CREATED:
            fold.unmake(change)
        else:
            fold.undo(change)
    state = _state(fold.content, fold.manual, by_hand=fold.by_hand)
    target = Target(item, item.name, state, edges, changes[0].version, blocked=fold.blocked)
    target.removed = [edge for edge in edges if edge not in fold.edges]
    target.drawn = {edge: details for edge, details in fold.edges.items() if edge not in now}
    said = {name: value for name, value in fold.content.items() if name.startswith(NEEDS)}
    target.needs = {name: value for name, value in said.items() if value != needs.get(name)}
    target.described = {edge: details for edge, details in fold.edges.items() if now.get(edge, details) != details}
    return target


class _Fold:
    def __init__(
        self, content: dict[str, Any], manual: set[str], edges: dict[Edge, EdgeDetails], *, by_hand: bool
    ) -> None:
        self.content, self.manual, self.edges, self.by_hand = content, manual, edges, by_hand
        self.blocked: dict[str, str] = {}

    def undo(self, change: ItemChange) -> None:
        """Values that still are what the change made them become what they were. What no person had decided was a
        machine's word; to take that back is a decision."""
        for name, (old, new) in change.delta.items():
            now = self.content.get(name)
            if now == old:
                continue
            if now != new:
                self.blocked[name] = CHANGED_SINCE
                continue
            self.content[name] = old
            if name == "@lifecycle":
                self.by_hand = True
            elif name in ("@name", "@type") or not name.startswith("@"):
                self.manual.add(name)
        self._undecide(change.decided)

    def unmake(self, change: ItemChange) -> None:
        """What was made is retired, unless it was worked with since."""
        if self.content["@lifecycle"] == Item.Lifecycle.RETIRED:
            return
        if self._differs(change):
            self.blocked["@lifecycle"] = USED_SINCE
            return
        self.content["@lifecycle"] = Item.Lifecycle.RETIRED.value
        self.by_hand = True

    def untie(self, change: ItemChange) -> None:
        """An edge that was drawn goes, one that was removed comes back, what one said is said again."""
        for name, (old, new) in change.delta.items():
            told = new or old or {}
            edge = Edge(name[1:], UUID(told["id"]), told.get("name", ""))
            was, became, now = _details(old), _details(new), self.edges.get(edge)
            if now == was:
                continue
            if now != became:
                self.blocked[name] = EDGE_CHANGED_SINCE
            elif was is None:
                del self.edges[edge]
            else:
                self.edges[edge] = was

    def _differs(self, change: ItemChange) -> bool:
        """Whether the item is no longer what it was made as; a machine's word on its lifecycle does not count."""
        made = {name: pair[1] for name, pair in change.delta.items() if name != "@lifecycle"}
        now = {name: value for name, value in self.content.items() if name != "@lifecycle" and value is not None}
        return now != {name: value for name, value in made.items() if value is not None}

    def _undecide(self, decided: Mapping[str, Sequence[Any]]) -> None:
        old, new = (set(each or ()) for each in decided.get("manual", ((), ())))
        for name in old ^ new:
            if (name in self.manual) == (name in new):
                (self.manual.add if name in old else self.manual.discard)(name)
        if "manual_lifecycle" in decided and self.by_hand == decided["manual_lifecycle"][1]:
            self.by_hand = bool(decided["manual_lifecycle"][0])


def _details(told: Mapping[str, Any] | None) -> EdgeDetails | None:
    """What an edge said, as a change tells it; None where there was no edge."""
    if told is None:
        return None
    return EdgeDetails(**{name: value for name, value in told.items() if name not in ("id", "name")})


def _state(content: Mapping[str, Any], manual: set[str], *, by_hand: bool) -> State:
    organisation = content.get("@organisation")
    return State(
        content["@type"],
        content["@name"],
        {name: value for name, value in content.items() if not name.startswith("@") and value is not None},
        UUID(organisation) if organisation else None,
        content["@lifecycle"],
        by_hand,
        tuple(sorted(manual)),
    )
