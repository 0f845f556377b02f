"""The shape of a process: what leads where, what lies inside a parallel region."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from .document import Document, FlowNode

_WAITS: Final = frozenset({"userTask", "intermediateCatchEvent"})
_FORKS: Final = frozenset({"parallelGateway", "inclusiveGateway"})


@dataclass(frozen=True)
class Graph:
    """A process as nodes and successors; a boundary event follows its host."""

    nodes: dict[str, FlowNode]
    successors: dict[str, tuple[str, ...]]
    flows: dict[str, tuple[tuple[str, str], ...]]
    """Outgoing sequence flows of each node as (flow id, target)."""

    @classmethod
    def of(cls, document: Document) -> "Graph":
        """The graph of a process whose flows all start and end somewhere."""
        flows: dict[str, list[tuple[str, str]]] = {node.id: [] for node in document.nodes}
        for flow in document.flows:
            flows[flow.source].append((flow.id, flow.target))
        successors = {node: [target for _, target in out] for node, out in flows.items()}
        for node in document.nodes:
            if node.host:
                successors[node.host].append(node.id)
        return cls(
            nodes={node.id: node for node in document.nodes},
            successors={node: tuple(out) for node, out in successors.items()},
            flows={node: tuple(out) for node, out in flows.items()},
        )

    @property
    def start(self) -> str:
        """The one start event."""
        return next(node.id for node in self.nodes.values() if node.tag == "startEvent")

    @property
    def ends(self) -> set[str]:
        """All end events."""
        return {node.id for node in self.nodes.values() if node.tag == "endEvent"}

    @cached_property
    def predecessors(self) -> dict[str, tuple[str, ...]]:
        """What leads directly to each node."""
        before: dict[str, list[str]] = {node: [] for node in self.nodes}
        for node, after in self.successors.items():
            for target in after:
                before[target].append(node)
        return {node: tuple(sources) for node, sources in before.items()}

    def reached_from(self, places: Iterable[str], without: frozenset[str] = frozenset()) -> set[str]:
        """All nodes on a way from ``places`` (included), never passing ``without``."""
        return _closure(places, self.successors, without)

    def leading_to(self, places: Iterable[str]) -> set[str]:
        """All nodes from which a way leads to ``places`` (included)."""
        return _closure(places, self.predecessors, frozenset())

    def busy_loop(self) -> str | None:
        """A node on a loop in which nothing ever waits, or None."""
        quick = {node for node, each in self.nodes.items() if each.tag not in _WAITS}
        waiting = frozenset(self.nodes.keys() - quick)
        for node in self.nodes:
            if node in quick:
                after = [each for each in self.successors[node] if each in quick]
                if node in self.reached_from(after, without=waiting):
                    return node
        return None

    @cached_property
    def parallel_region(self) -> frozenset[str]:
        """Nodes that may run beside others: between a fork and where all its branches have met again."""
        inside: set[str] = set()
        for node, each in self.nodes.items():
            forks = each.tag in _FORKS and len(self.flows[node]) > 1
            if forks or (each.tag == "boundaryEvent" and not each.interrupting):
                origin = each.host or node
                meeting = self._meeting_point(origin)
                inside |= self.reached_from(self.successors[origin], without=meeting) - {origin}
        return frozenset(inside)

    def _meeting_point(self, origin: str) -> frozenset[str]:
        """The nearest node that every way from ``origin`` to an end must pass, if there is one."""
        ahead = self.reached_from([origin])
        certain = [
            node for node in ahead - {origin} if not self.ends & self.reached_from([origin], without=frozenset({node}))
        ]
        # Of the nodes that cannot be avoided, the nearest is reached without passing any other of them.
        for node in certain:
            others = frozenset(certain) - {node}
            if node in self.reached_from([origin], without=others):
                return frozenset({node})
        return frozenset()


def _closure(places: Iterable[str], neighbours: dict[str, tuple[str, ...]], without: frozenset[str]) -> set[str]:
    found: set[str] = set()
    ahead = [place for place in places if place not in without]
    while ahead:
        place = ahead.pop()
        if place not in found:
            found.add(place)
            ahead.extend(each for each in neighbours[place] if each not in found and each not in without)
    return found
