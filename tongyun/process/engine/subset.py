"""The published BPMN subset, and the judge that refuses everything outside it at deployment.

Inside: one start event, end events, user tasks, service tasks that name a registered operation, exclusive,
parallel and inclusive gateways, timer and message catch events, timers on the boundary of user tasks.
Conditions are in our expression language and may use ``ticket`` and ``steps``. All reasons are reported at
once, each with its element.
"""

import re
from collections.abc import Collection
from typing import Final

from tongyun.kernel.contracts.expression import ExpressionError, parse, roots

from .document import MAX_NODES, Document, Flow, FlowNode, RefusedError, read
from .graph import Graph
from .refusals import Refusal, refusal
from .soundness import unsound_at
from .timers import TimerError, check_timer

DATA_NAMES: Final = frozenset({"ticket", "steps"})
"""What a condition may use: the ticket's own fields, and the answers of each completed step."""

GATEWAYS: Final = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway"})
CHOICES: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})
TASKS: Final = frozenset({"userTask", "serviceTask"})
EVENTS: Final = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent"})
SUPPORTED: Final = GATEWAYS | TASKS | EVENTS

_ID = re.compile(r"[^\W\d][\w\-]{0,79}")
_ENGINE_NAMES: Final = frozenset({"Start", "End", "Root"})


def judge(text: str, operations: Collection[str]) -> Document:
    """Read a process and hold it against the subset.

    Args:
        text: the BPMN 2.0 file.
        operations: names of the operations that a service task may call.

    Raises:
        RefusedError: with every reason found.
    """
    document = read(text)
    reasons = [*document.foreign, *_identity(document), *_elements(document, operations)]
    # Only a graph whose elements are sound can be walked without misleading follow-up reasons.
    reasons = reasons or _connections(document)
    reasons = reasons or _paths(document)
    if reasons:
        raise RefusedError(reasons)
    return document


def _at(code: str, element: FlowNode | Flow, **details: object) -> Refusal:
    return refusal(code, element.id, element.name, element.line, **details)


def _identity(document: Document) -> list[Refusal]:
    reasons: list[Refusal] = []
    if not document.executable:
        reasons.append(refusal("not_executable", document.key, document.name, document.line))
    if len(document.nodes) > MAX_NODES:
        reasons.append(refusal("too_many", document.key, document.name, document.line, limit=MAX_NODES))
    seen: set[str] = set()
    elements: list[FlowNode | Flow] = [*document.nodes, *document.flows]
    for element in elements:
        if not element.id:
            reasons.append(_at("no_id", element))
        elif element.id in seen:
            reasons.append(_at("same_id", element))
        elif not _ID.fullmatch(element.id) or element.id in _ENGINE_NAMES:
            reasons.append(_at("bad_id", element))
        seen.add(element.id)
    if not _ID.fullmatch(document.key):
        reasons.append(refusal("bad_id", document.key, document.name, document.line))
    return reasons


def _elements(document: Document, operations: Collection[str]) -> list[Refusal]:
    by_id = {node.id: node for node in document.nodes}
    reasons: list[Refusal] = []
    for node in document.nodes:
        if node.tag not in SUPPORTED:
            reasons.append(_at("unsupported", node, tag=node.tag))
            continue
        reasons.extend(_at("unsupported", node, tag=tag) for tag in node.foreign)
        if node.tag == "serviceTask":
            reasons.extend(_operation(node, operations))
        elif node.tag in EVENTS:
            reasons.extend(_event(node, by_id.get(node.host)))
    return reasons


def _operation(node: FlowNode, operations: Collection[str]) -> list[Refusal]:
    if not node.operation:
        return [_at("operation_missing", node)]
    if node.operation not in operations:
        return [_at("operation_unknown", node, operation=node.operation)]
    return []


def _event(node: FlowNode, host: FlowNode | None) -> list[Refusal]:
    if node.tag in {"startEvent", "endEvent"}:
        return [_at("plain_event", node)] if node.definitions else []
    if node.tag == "boundaryEvent":
        reasons = [] if host is not None and host.tag == "userTask" else [_at("boundary_host", node)]
        if node.definitions != ("timerEventDefinition",):
            return [*reasons, _at("boundary_kind", node)]
        return [*reasons, *_timer(node)]
    if node.definitions == ("timerEventDefinition",):
        return _timer(node)
    if node.definitions == ("messageEventDefinition",):
        return [] if node.message else [_at("message", node)]
    return [_at("event_kind", node)]


def _timer(node: FlowNode) -> list[Refusal]:
    try:
        check_timer(node.timer)
    except TimerError as error:
        return [_at("timer", node, detail=error)]
    return []


def _connections(document: Document) -> list[Refusal]:
    ids = {node.id for node in document.nodes}
    dangling = [_at("dangling_flow", flow) for flow in document.flows if not {flow.source, flow.target} <= ids]
    if dangling:
        return dangling
    starts = [node for node in document.nodes if node.tag == "startEvent"]
    reasons: list[Refusal] = []
    if len(starts) != 1:
        reasons.append(refusal("one_start", document.key, document.name, document.line, count=len(starts)))
    if not any(node.tag == "endEvent" for node in document.nodes):
        reasons.append(refusal("no_end", document.key, document.name, document.line))
    for node in document.nodes:
        incoming = [flow for flow in document.flows if flow.target == node.id]
        outgoing = [flow for flow in document.flows if flow.source == node.id]
        reasons.extend(_ends(node, incoming, outgoing))
        reasons.extend(_branches(node, outgoing))
    return reasons


def _ends(node: FlowNode, incoming: list[Flow], outgoing: list[Flow]) -> list[Refusal]:
    reasons: list[Refusal] = []
    if incoming and node.tag in {"startEvent", "boundaryEvent"}:
        reasons.append(_at("into_start" if node.tag == "startEvent" else "into_boundary", node))
    if node.tag == "endEvent":
        return [*reasons, _at("out_of_end", node)] if outgoing else reasons
    if not outgoing:
        reasons.append(_at("dead_end", node))
    if len(outgoing) > 1 and node.tag not in GATEWAYS:
        reasons.append(_at("implicit_split", node))
    return reasons


def _branches(node: FlowNode, outgoing: list[Flow]) -> list[Refusal]:
    if node.tag not in CHOICES or len(outgoing) < 2:
        reasons = [_at("condition_misplaced", flow) for flow in outgoing if flow.condition is not None]
        return [*reasons, _at("default_wrong", node)] if node.default else reasons
    if not node.default:
        return [_at("default_missing", node)]
    if node.default not in {flow.id for flow in outgoing}:
        return [_at("default_wrong", node)]
    return [reason for flow in outgoing for reason in _condition(flow, is_default=flow.id == node.default)]


def _condition(flow: Flow, is_default: bool) -> list[Refusal]:
    if is_default:
        return [_at("default_condition", flow)] if flow.condition is not None else []
    if not flow.condition:
        return [_at("condition_missing", flow)]
    try:
        unknown = roots(parse(flow.condition)) - DATA_NAMES
    except ExpressionError as error:
        return [_at("condition", flow, detail=error)]
    return [_at("condition_name", flow, names=", ".join(sorted(unknown)))] if unknown else []


def _paths(document: Document) -> list[Refusal]:
    graph = Graph.of(document)
    forwards = graph.reached_from({graph.start})
    backwards = graph.leading_to(graph.ends)
    reasons = [_at("unreachable", node) for node in document.nodes if node.id not in forwards]
    reasons += [_at("no_way_out", node) for node in document.nodes if node.id in forwards and node.id not in backwards]
    busy = graph.busy_loop()
    if busy:
        reasons.append(_at("endless", graph.nodes[busy]))
    if not reasons:
        place = unsound_at(graph)
        if place is not None:
            reasons.append(_at("unsound", graph.nodes[place]))
    return reasons
