"""A deployed process, compiled once: the graph, its steps, and the form in which SpiffWorkflow runs it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import BoundaryEventParser, IntermediateCatchEventParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, IntermediateCatchEvent, ServiceTask
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from .document import FlowNode, Group, RefusedError, engine_xml
from .gateways import RoundwiseInclusiveGateway, RoundwiseParallelGateway
from .graph import Graph
from .refusals import refusal
from .subset import judge

NOBODY_NAMED = Group("", "")


@dataclass(frozen=True)
class Step:
    """A user or service task as the room sees it. ``keeps_person`` gives it to whoever did the step before; ``group``
    is how people read ``candidates``."""

    key: str
    title: str
    form: str
    candidates: str
    operation: str
    keeps_person: bool = False
    group: Group = NOBODY_NAMED


@dataclass(frozen=True)
class Blueprint:
    """A process ready to run. ``key`` is the id of its BPMN process."""

    key: str
    title: str
    graph: Graph
    steps: Mapping[str, Step]
    spec: Any

    @property
    def people_steps(self) -> tuple[Step, ...]:
        """The user tasks in the order of the file."""
        return tuple(step for step in self.steps.values() if not step.operation)


class OperationTask(ServiceTask):  # type: ignore[misc]
    """A service task: hands its operation to whoever runs the machine."""

    def _execute(self, task: Any) -> bool:
        task.workflow.script_engine.perform(self.name)
        return True


class DueTimer(TimerEventDefinition):  # type: ignore[misc]
    """A timer whose moment is settled when it is reached and which compares it with the machine's own
    clock."""

    def has_fired(self, task: Any) -> bool:
        """Whether the moment has come; the first call settles it."""
        engine = task.workflow.script_engine
        due_at = task.internal_data.get("event_value")
        if due_at is None:
            due_at = engine.due(self.expression).isoformat()
            task.internal_data["event_value"] = due_at
        if datetime.fromisoformat(due_at).astimezone(UTC) <= engine.now:
            task.internal_data["event_fired"] = True
        return bool(task.internal_data.get("event_fired", False))


class _TimerParsing:
    """Reads the timer's text as it stands; Spiff would take it for a Python expression."""

    node: Any

    def parse_timer_event(self, event: Any) -> DueTimer:
        return DueTimer(self.node.get("id"), (event[0].text or "").strip())


class _CatchParser(_TimerParsing, IntermediateCatchEventParser):  # type: ignore[misc]
    pass


class _BoundaryParser(_TimerParsing, BoundaryEventParser):  # type: ignore[misc]
    pass


class _Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {
        full_tag("serviceTask"): (TaskParser, OperationTask),
        full_tag("parallelGateway"): (GatewayParser, RoundwiseParallelGateway),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, RoundwiseInclusiveGateway),
        full_tag("intermediateCatchEvent"): (_CatchParser, IntermediateCatchEvent),
        full_tag("boundaryEvent"): (_BoundaryParser, BoundaryEvent),
    }


def compile_process(text: str, operations: Collection[str]) -> Blueprint:
    """Judge a BPMN file against the subset and make it ready to run.

    Args:
        text: the BPMN 2.0 file.
        operations: names of the operations that its service tasks may call.

    Raises:
        RefusedError: the file is outside the subset; carries every reason.
    """
    document = judge(text, operations)
    parser = _Parser()
    try:
        parser.add_bpmn_xml(engine_xml(document))
        spec = parser.get_spec(document.key)
    except ValidationException as error:
        raise RefusedError([refusal("engine", document.key, document.name, document.line, detail=error)]) from error
    steps = {
        node.id: _step(node, document.groups) for node in document.nodes if node.tag in {"userTask", "serviceTask"}
    }
    return Blueprint(document.key, document.name or document.key, Graph.of(document), steps, spec)


def _step(node: FlowNode, groups: Mapping[str, Group]) -> Step:
    return Step(
        node.id,
        node.name or node.id,
        node.form,
        node.candidates,
        node.operation,
        node.assignee == "previous",
        groups.get(node.candidates, Group(node.candidates, node.candidates)),
    )
