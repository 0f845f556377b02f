"""The plan of a query: small immutable nodes, independent of the parser's tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MatchKind = Literal["=", "!=", "=~", "!~"]
Kind = Literal["scalar", "vector", "matrix", "string"]


@dataclass(frozen=True, slots=True)
class Match:
    """One label matcher; the metric's name is the label `__name__`."""

    label: str
    kind: MatchKind
    value: str


@dataclass(frozen=True, slots=True)
class When:
    """The `offset` and `@` of a selector or subquery; `at` in milliseconds, or the query's own start or end."""

    offset: int = 0
    at: int | Literal["start", "end"] | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number literal."""

    value: float
    kind: Kind = "scalar"


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal."""

    value: str
    kind: Kind = "string"


@dataclass(frozen=True, slots=True)
class Selector:
    """An instant selector: the latest sample of each series within the lookback."""

    matches: tuple[Match, ...]
    when: When
    kind: Kind = "vector"


@dataclass(frozen=True, slots=True)
class Window:
    """A range selector: the samples of each series in the left-open window of `range` milliseconds."""

    selector: Selector
    range: int
    kind: Kind = "matrix"


@dataclass(frozen=True, slots=True)
class Subquery:
    """An expression evaluated on its own grid, seen as samples; `step` None is the default resolution."""

    body: Node
    range: int
    step: int | None
    when: When
    kind: Kind = "matrix"


@dataclass(frozen=True, slots=True)
class OverTime:
    """A function of a range, with its scalar arguments in the order they are written."""

    function: str
    source: Window | Subquery
    arguments: tuple[Node, ...]
    kind: Kind = "vector"


@dataclass(frozen=True, slots=True)
class Call:
    """Any other function."""

    function: str
    arguments: tuple[Node, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Aggregation:
    """An aggregation across series, keeping the labels `by`, or all but the labels `without`."""

    operator: str
    body: Node
    parameter: Node | None
    without: bool
    labels: tuple[str, ...]
    kind: Kind = "vector"


@dataclass(frozen=True, slots=True)
class Matching:
    """How two vectors find each other; `many` names the side that may have several partners."""

    on: bool
    labels: tuple[str, ...]
    many: Literal["none", "left", "right"]
    include: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """An arithmetic, comparison or set operator."""

    operator: str
    left: Node
    right: Node
    matching: Matching
    as_bool: bool
    kind: Kind


@dataclass(frozen=True, slots=True)
class Negation:
    """The unary minus."""

    body: Node
    kind: Kind


Node = Number | Text | Selector | Window | Subquery | OverTime | Call | Aggregation | Binary | Negation


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below."""
    match node:
        case Number() | Text() | Selector():
            return
        case Window():
            yield node.selector
        case Subquery() | Negation():
            yield node.body
        case OverTime():
            yield node.source
            yield from node.arguments
        case Call():
            yield from node.arguments
        case Aggregation():
            yield node.body
            if node.parameter is not None:
                yield node.parameter
        case Binary():
            yield node.left
            yield node.right
