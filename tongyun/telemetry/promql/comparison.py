"""Cuts a rule's expression at its threshold, so that the left side can be evaluated alone."""

from __future__ import annotations

import re

from tongyun.telemetry.promql.lexing import Token, scan
from tongyun.telemetry.promql.limits import Limits
from tongyun.telemetry.promql.nodes import Binary
from tongyun.telemetry.promql.plan import COMPARISONS, plan

_MODIFIERS = re.compile(r"\s*(?:(?:on|ignoring|group_left|group_right)\s*(?:\([^)]*\))?(?![\w:]))", re.IGNORECASE)


def split_comparison(query: str) -> tuple[str, str, str] | None:
    """Left side, operator and right side of the outermost comparison; None when the query is not a filter.

    With the left side evaluated too, a rule can tell "below the threshold" (left has a value) from "no data". A
    comparison with `bool` always has a value and is no filter. Vector matching modifiers are left out of the right
    side. Raises `PromqlError` for a query that is wrong.
    """
    tree = plan(query, Limits())
    if not isinstance(tree, Binary) or tree.operator not in COMPARISONS or tree.as_bool or tree.kind != "vector":
        return None
    text = _bare(query)
    # Comparisons are left-associative and bind weaker than arithmetic, so the last one outside brackets is the root.
    cut = [token for token in scan(text) if token.kind == "comparison" and token.depth == 0][-1]
    right = text[cut.end :]
    while match := _MODIFIERS.match(right):
        right = right[match.end() :]
    return text[: cut.start].strip(), cut.text, right.strip()


def _bare(query: str) -> str:
    """The query without comments and without brackets around the whole of it."""
    text = "".join(" " if token.kind == "comment" else token.text for token in scan(query)).strip()
    while _is_bracketed(list(scan(text))):
        text = text[1:-1].strip()
    return text


def _is_bracketed(tokens: list[Token]) -> bool:
    if not tokens or tokens[0].text != "(" or tokens[-1].text != ")":
        return False
    return all(token.depth > 0 for token in tokens[1:-1])
