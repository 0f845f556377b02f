"""Which part of the engine answers a query, for the golden file that keeps a change from rerouting it unseen."""

from __future__ import annotations

from typing import Literal

from tongyun.telemetry.promql.errors import PromqlError, PromqlUnsupported
from tongyun.telemetry.promql.evaluate import runs_in_store
from tongyun.telemetry.promql.limits import Limits
from tongyun.telemetry.promql.nodes import Node, OverTime, Subquery, Window, children
from tongyun.telemetry.promql.plan import plan

Route = Literal["sql", "python", "unsupported", "invalid"]


def route(query: str) -> Route:
    """How a query runs.

    `sql`: the store's aggregates compute every leaf, one array a series; `python`: some leaf's samples are fetched
    and folded here; `unsupported`: refused; `invalid`: not PromQL.
    """
    try:
        return "python" if _fetches_samples(plan(query, Limits())) else "sql"
    except PromqlUnsupported:
        return "unsupported"
    except PromqlError:
        return "invalid"


def _fetches_samples(node: Node) -> bool:
    if isinstance(node, OverTime) and not runs_in_store(node):
        return True
    if isinstance(node, OverTime) and isinstance(node.source, Window):
        return any(_fetches_samples(argument) for argument in node.arguments)
    if isinstance(node, Window | Subquery):
        return True
    return any(_fetches_samples(child) for child in children(node))
