"""A token game over all choices: finds gateways that lose, double or lock up tokens before anybody meets
them.

The game explores markings: which flows, waiting steps and armed timers hold a token. A choice takes each of
its branches in turn; whatever needs no person and no time moves first, as in the engine. It says nothing
about processes with joining inclusive gateways, whose waiting depends on the whole marking, nor about very
wide ones.
"""

from typing import Final

from .graph import Graph

MAX_MARKINGS: Final = 20_000
"""Markings looked at before a process counts as too wide to decide."""

Marking = frozenset[str]
"""Places with a token: flow ids, ``at:`` a step that waits, ``armed:`` a boundary timer. A sound process
never puts two tokens on one place."""


class _DoubledError(Exception):
    def __init__(self, node: str) -> None:
        super().__init__(node)
        self.node = node


def unsound_at(graph: Graph) -> str | None:
    """The element at which tokens are doubled or wait for ever, or None where no fault can be shown."""
    if any(each.tag == "inclusiveGateway" and len(graph.predecessors[node]) > 1 for node, each in graph.nodes.items()):
        return None
    aside = _asides(graph)
    for origin in (graph.start, *sorted(aside)):
        place = _fault(_Game(graph, aside), frozenset(flow for flow, _ in graph.flows[origin]))
        if place is not None:
            return place
    return None


def _asides(graph: Graph) -> frozenset[str]:
    """Non-interrupting timers whose branch never meets the main flow: each run of it is a game of its own.

    So a reminder may be sent again in the next round of a loop while the last one still lies there.
    """
    found = set()
    for node, each in graph.nodes.items():
        if each.tag == "boundaryEvent" and not each.interrupting:
            main = graph.reached_from([graph.start], without=frozenset({node}))
            if not main & graph.reached_from([node]):
                found.add(node)
    return frozenset(found)


def _fault(game: "_Game", first: Marking) -> str | None:
    seen, ahead = {first}, [first]
    while ahead and len(seen) <= MAX_MARKINGS:
        marking = ahead.pop()
        try:
            following = game.after(marking)
        except _DoubledError as doubled:
            return doubled.node
        if marking and not following:
            return game.locked_at(marking)
        fresh = [each for each in following if each not in seen]
        seen.update(fresh)
        ahead.extend(fresh)
    return None


class _Game:
    def __init__(self, graph: Graph, aside: frozenset[str]) -> None:
        self._graph = graph
        self._incoming: dict[str, list[str]] = {node: [] for node in graph.nodes}
        for out in graph.flows.values():
            for flow, target in out:
                self._incoming[target].append(flow)
        self._timers: dict[str, list[str]] = {node: [] for node in graph.nodes}
        for node, each in graph.nodes.items():
            if each.host and node not in aside:
                self._timers[each.host].append(node)

    def after(self, marking: Marking) -> list[Marking]:
        """Every marking one move on: the first automatic move with its choices, else all that people and time
        do."""
        for node in self._graph.nodes:
            moved = self._automatic(node, marking)
            if moved:
                return moved
        return [each for node in self._graph.nodes for each in self._awaited(node, marking)]

    def locked_at(self, marking: Marking) -> str:
        """An element in front of which a token waits for ever."""
        return next(node for node, incoming in self._incoming.items() if marking.intersection(incoming))

    def _automatic(self, node: str, marking: Marking) -> list[Marking]:
        each = self._graph.nodes[node]
        incoming = self._incoming[node]
        present = [flow for flow in incoming if flow in marking]
        if not present:
            return []
        if each.tag == "parallelGateway":
            if len(present) < len(incoming):
                return []
            return [self._put(marking.difference(incoming), self._out(node), node)]
        rest = marking - {present[0]}
        match each.tag:
            case "endEvent":
                return [rest]
            case "userTask":
                armed = [f"armed:{timer}" for timer in self._timers[node]]
                return [self._put(rest, [f"at:{node}", *armed], node)]
            case "intermediateCatchEvent":
                return [self._put(rest, [f"at:{node}"], node)]
            case "inclusiveGateway":
                single = [self._put(rest, [flow], node) for flow in self._out(node)]
                return [*single, self._put(rest, self._out(node), node)]
        return [self._put(rest, [flow], node) for flow in self._out(node)]

    def _awaited(self, node: str, marking: Marking) -> list[Marking]:
        each = self._graph.nodes[node]
        if each.tag in {"userTask", "intermediateCatchEvent"} and f"at:{node}" in marking:
            return [self._put(marking - self._places_of(node), self._out(node), node)]
        if each.tag == "boundaryEvent" and f"armed:{node}" in marking:
            taken = self._places_of(each.host) if each.interrupting else {f"armed:{node}"}
            return [self._put(marking - taken, self._out(node), node)]
        return []

    def _places_of(self, host: str) -> set[str]:
        return {f"at:{host}", *(f"armed:{timer}" for timer in self._timers[host])}

    def _out(self, node: str) -> list[str]:
        return [flow for flow, _ in self._graph.flows[node]]

    def _put(self, rest: Marking, places: list[str], node: str) -> Marking:
        if rest.intersection(places):
            raise _DoubledError(node)
        return rest.union(places)
