"""From the parser's tree to plan nodes: every rule of the language that the parser does not check is checked here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal, cast

import promql_parser as parser

from tongyun.telemetry.promql.aggregate import FOLDS
from tongyun.telemetry.promql.errors import PromqlUnsupported, bad_data
from tongyun.telemetry.promql.functions import CALLS, RANGE_FUNCTIONS
from tongyun.telemetry.promql.limits import Limits
from tongyun.telemetry.promql.nodes import (
    Aggregation,
    Binary,
    Call,
    Kind,
    Match,
    Matching,
    MatchKind,
    Negation,
    Node,
    Number,
    OverTime,
    Selector,
    Subquery,
    Text,
    When,
    Window,
)
from tongyun.telemetry.promql.parse import check_regex, parse

AGGREGATIONS = frozenset(FOLDS) | {"topk", "bottomk", "quantile", "count_values"}
COMPARISONS = frozenset({"==", "!=", ">", "<", ">=", "<="})

_KINDS: dict[str, Kind] = {"Vector": "vector", "Scalar": "scalar", "Matrix": "matrix", "String": "string"}
_MATCH_KINDS: dict[str, MatchKind] = {"Equal": "=", "NotEqual": "!=", "Re": "=~", "NotRe": "!~"}
_LABEL_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_FURTHEST = 2**62
"""Milliseconds that still leave room for an offset in 64 bits."""
_MILLISECOND = timedelta(milliseconds=1)


def plan(query: str, limits: Limits) -> Node:
    """The plan of a query text; raises `PromqlError` for a wrong query, `PromqlUnsupported` for a refused one."""
    try:
        return _Planner(limits).node(parse(query, limits), 0)
    except RecursionError as error:
        raise bad_data("query is nested too deeply") from error


@dataclass(frozen=True, slots=True)
class _Planner:
    limits: Limits

    def node(self, tree: Any, depth: int) -> Node:
        if depth > self.limits.max_depth:
            raise bad_data("query is nested too deeply")
        below = depth + 1
        match tree:
            case parser.ParenExpr():
                return self.node(tree.expr, below)
            case parser.NumberLiteral():
                return Number(tree.val)
            case parser.StringLiteral():
                return Text(tree.val)
            case parser.VectorSelector():
                return Selector(_matches(tree), _when(tree))
            case parser.MatrixSelector():
                selector = tree.vector_selector
                return Window(Selector(_matches(selector), _when(selector)), _milliseconds(tree.range))
            case parser.SubqueryExpr():
                return self.subquery(tree, below)
            case parser.UnaryExpr():
                body = self.node(tree.expr, below)
                return Negation(body, body.kind)
            case parser.Call():
                return self.call(tree, below)
            case parser.AggregateExpr():
                return self.aggregation(tree, below)
            case parser.BinaryExpr():
                return self.binary(tree, below)
        raise PromqlUnsupported(f"expression {type(tree).__name__}")

    def subquery(self, tree: parser.SubqueryExpr, depth: int) -> Subquery:
        body = self.node(tree.expr, depth)
        step = None if tree.step is None else _milliseconds(tree.step)
        if tree.range is None or step == 0:
            raise bad_data("zero subquery range or step is not allowed")
        return Subquery(body, _milliseconds(tree.range), step, _when(tree))

    def call(self, tree: parser.Call, depth: int) -> Node:
        name = tree.func.name
        if name not in RANGE_FUNCTIONS and name not in CALLS:
            raise PromqlUnsupported(f"function {name}()")
        arguments = [self.node(argument, depth) for argument in tree.args]
        if name in RANGE_FUNCTIONS:
            source = next(argument for argument in arguments if isinstance(argument, Window | Subquery))
            others = tuple(argument for argument in arguments if argument is not source)
            return OverTime(name, source, others)
        if name in {"label_replace", "label_join"}:
            _check_label_change(name, arguments)
        return Call(name, tuple(arguments), _kind(tree.func.return_type))

    def aggregation(self, tree: parser.AggregateExpr, depth: int) -> Aggregation:
        operator = str(tree.op)
        if operator not in AGGREGATIONS:
            raise PromqlUnsupported(f"aggregation {operator}")
        parameter = None if tree.param is None else self.node(tree.param, depth)
        if operator == "count_values" and isinstance(parameter, Text) and not _is_label(parameter.value):
            raise bad_data(f"invalid label name {parameter.value!r} in count_values()")
        labels = tuple(tree.modifier.labels) if tree.modifier else ()
        without = tree.modifier is not None and tree.modifier.type == parser.AggModifierType.Without
        return Aggregation(operator, self.node(tree.expr, depth), parameter, without, labels)

    def binary(self, tree: parser.BinaryExpr, depth: int) -> Binary:
        left, right = self.node(tree.lhs, depth), self.node(tree.rhs, depth)
        operator = str(tree.op)
        kind: Kind = "scalar" if left.kind == right.kind == "scalar" else "vector"
        modifier = tree.modifier
        as_bool = modifier is not None and modifier.return_bool
        return Binary(operator, left, right, _matching(modifier), as_bool, kind)


def _kind(value_type: Any) -> Kind:
    return _KINDS[str(value_type).rpartition(".")[2]]


def _milliseconds(duration: timedelta) -> int:
    return duration // _MILLISECOND


def _matches(selector: Any) -> tuple[Match, ...]:
    if selector.matchers.or_matchers:
        raise PromqlUnsupported("`or` between label matchers")
    named = [Match("__name__", "=", selector.name)] if selector.name else []
    others = [
        Match(matcher.name, _MATCH_KINDS[str(matcher.op).rpartition(".")[2]], matcher.value)
        for matcher in selector.matchers.matchers
    ]
    return tuple(named + others)


def _when(tree: Any) -> When:
    offset = 0 if tree.offset is None else _milliseconds(tree.offset)
    if tree.at is None:
        return When(offset)
    if tree.at.type == parser.AtModifierType.Start:
        return When(offset, "start")
    if tree.at.type == parser.AtModifierType.End:
        return When(offset, "end")
    # The text form is exact to the millisecond; the value is a time in microseconds and may overflow.
    moment = int(Decimal(str(tree.at).removeprefix("@").strip()) * 1000)
    if abs(moment) > _FURTHEST:
        raise bad_data("timestamp out of bounds for @ modifier")
    return When(offset, moment)


def _matching(modifier: Any) -> Matching:
    if modifier is None:
        return Matching(False, (), "none", ())
    fill = modifier.fill_values
    if fill is not None and (fill.lhs is not None or fill.rhs is not None):
        raise PromqlUnsupported("fill modifiers of a binary operator")
    many: Literal["none", "left", "right"] = "none"
    if modifier.card == parser.VectorMatchCardinality.ManyToOne:
        many = "left"
    elif modifier.card == parser.VectorMatchCardinality.OneToMany:
        many = "right"
    on = modifier.matching is not None and modifier.matching.type == parser.LabelModifierType.Include
    labels = tuple(modifier.matching.labels) if modifier.matching is not None else ()
    return Matching(on, labels, many, tuple(modifier.group_labels or ()))


def _is_label(name: str) -> bool:
    return _LABEL_NAME.fullmatch(name) is not None


def _check_label_change(name: str, arguments: list[Node]) -> None:
    texts = [cast(Text, argument).value for argument in arguments[1:]]
    if not _is_label(texts[0]):
        raise bad_data(f"invalid destination label name in {name}(): {texts[0]}")
    if name == "label_replace":
        check_regex(texts[3])
        return
    for source in texts[2:]:
        if not _is_label(source):
            raise bad_data(f"invalid source label name in label_join(): {source}")
