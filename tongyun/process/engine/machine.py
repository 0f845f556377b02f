"""One running process instance: tokens in SpiffWorkflow, everything else outside.

The machine holds no business data. Conditions and timers read what its :class:`Host` shows them at that
moment, and service tasks call the host's operations. The caller saves :meth:`Machine.dump` with its own rows
in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tongyun.kernel.contracts.expression import holds

from . import state, timers
from .blueprint import Blueprint, DueTimer, Step

MAX_DEPTH: Final = 900
"""Steps one after another in an instance. Spiff looks no deeper than 1,000, so a longer history would lose tokens."""
MAX_STEPS: Final = 2000
"""Engine steps in one move; a sound process of the subset stays far below."""


class Host(Protocol):
    """What a running process may ask of the room around it."""

    def data(self) -> Mapping[str, object]:
        """The data that conditions and timers read: ``ticket`` and ``steps``."""
        ...

    def perform(self, step: Step) -> None:
        """Carry out the operation of a service task."""
        ...


class MoveRefusedError(Exception):
    """A move that would not be sound, or that comes too late. ``code`` is stable, the text is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class OpenTask:
    """A user task that waits for a person. ``id`` is unique in the instance, also after a return to the
    step."""

    id: str
    step: Step


@dataclass(frozen=True)
class OpenTimer:
    """A timer that will go off at ``due`` (UTC) unless something else happens first."""

    id: str
    element: str
    due: datetime


@dataclass(frozen=True)
class Progress:
    """For the diagram: ids of BPMN elements that have been passed and where tokens stand now."""

    done: tuple[str, ...]
    current: tuple[str, ...]


class _Scripts:
    """Spiff's way to conditions, timers and operations; evaluates only our own language."""

    def __init__(self, blueprint: Blueprint, host: Host, now: datetime) -> None:
        self._blueprint = blueprint
        self._host = host
        self.now = now

    def evaluate(self, _task: Any, expression: str, external_context: object = None) -> bool:
        return holds(expression, self._host.data())

    def due(self, text: str) -> datetime:
        return timers.due(text, self.now, self._host.data())

    def perform(self, step: str) -> None:
        self._host.perform(self._blueprint.steps[step])


class Machine:
    """A process instance at a moment; every verb moves it until only people, time or messages can."""

    def __init__(self, blueprint: Blueprint, workflow: Any, host: Host, now: datetime) -> None:
        self._blueprint = blueprint
        self._workflow = workflow
        self._scripts = _Scripts(blueprint, host, now)
        workflow.script_engine = self._scripts

    @classmethod
    def start(cls, blueprint: Blueprint, host: Host, now: datetime) -> "Machine":
        """A new instance, moved to its first waiting steps. ``now`` is aware UTC."""
        machine = cls(blueprint, BpmnWorkflow(blueprint.spec), host, now)
        machine._advance()
        return machine

    @classmethod
    def load(cls, blueprint: Blueprint, blob: bytes, host: Host, now: datetime) -> "Machine":
        """A saved instance.

        Raises:
            StateError: the state cannot be read.
        """
        return cls(blueprint, state.load(blueprint, blob), host, now)

    def dump(self) -> bytes:
        """The state in the current format (:mod:`tongyun.process.engine.state`)."""
        return state.dump(self._blueprint, self._workflow)

    @property
    def finished(self) -> bool:
        """Whether no token is left."""
        return bool(self._workflow.is_completed())

    @property
    def open_tasks(self) -> tuple[OpenTask, ...]:
        """The user tasks that wait for a person."""
        ready = self._workflow.get_tasks(state=TaskState.READY, manual=True)
        return tuple(OpenTask(_visit_id(task), self._blueprint.steps[task.task_spec.name]) for task in ready)

    @property
    def open_timers(self) -> tuple[OpenTimer, ...]:
        """The timers that run."""
        return tuple(
            OpenTimer(str(task.id), task.task_spec.name, datetime.fromisoformat(task.internal_data["event_value"]))
            for task in self._workflow.event_manager.tasks.values()
            if isinstance(task.task_spec.event_definition, DueTimer) and task.state == TaskState.WAITING
        )

    @property
    def awaited_messages(self) -> tuple[str, ...]:
        """Names of the messages that somebody may send now."""
        return tuple(
            task.task_spec.event_definition.name
            for task in self._workflow.event_manager.tasks.values()
            if isinstance(task.task_spec.event_definition, MessageEventDefinition)
        )

    @property
    def progress(self) -> Progress:
        """What the diagram colours."""
        nodes = self._blueprint.graph.nodes
        done: dict[str, None] = {}
        current: dict[str, None] = {}
        for task in self._workflow.get_tasks():
            name = task.task_spec.name
            if name not in nodes:
                continue
            if task.state == TaskState.COMPLETED:
                done[name] = None
            elif self._holds_token(task):
                current[name] = None
        return Progress(tuple(done), tuple(current))

    def complete(self, task_id: str) -> None:
        """A person has finished a user task.

        Raises:
            MoveRefusedError: ``gone``, the task is no longer open.
        """
        for task in self._workflow.get_tasks(state=TaskState.READY, manual=True):
            if _visit_id(task) == task_id:
                task.run()
                self._advance()
                return
        raise MoveRefusedError("gone", f"the task {task_id} is no longer open")

    def tick(self) -> None:
        """Let the timers go off whose moment has come."""
        self._advance()

    def send(self, message: str) -> bool:
        """Deliver a message; False when nothing waits for it, which changes nothing."""
        if message not in self.awaited_messages:
            return False
        self._workflow.send_event(BpmnEvent(MessageEventDefinition(message)))
        self._advance()
        return True

    def return_to(self, step: str) -> None:
        """Take the process back to an earlier user task; all that followed it is undone and runs again.

        Raises:
            MoveRefusedError: ``unknown`` no such user task; ``not_passed`` the process has not been there;
                ``parallel`` the step lies in a parallel region or another branch is still running, so that
                going back would lose or double a token; ``finished`` the process has ended.
        """
        self._check_return(step)
        passed = self._workflow.get_tasks(state=TaskState.COMPLETED, spec_name=step)
        target = max(passed, key=lambda task: (task.depth, task.last_state_change), default=None)
        if target is None:
            raise MoveRefusedError("not_passed", f"the process has not passed {step}")
        if not all(_comes_after(task, target) for task in self._tokens()):
            raise MoveRefusedError("parallel", f"another branch is still running beside {step}")
        visit = target.internal_data.get("visit", 0) + 1
        self._forget_events_below(target)
        self._workflow.reset_from_task_id(target.id)
        target.internal_data["visit"] = visit
        self._advance()

    def earlier_steps(self) -> tuple[Step, ...]:
        """The user tasks to which :meth:`return_to` may go now, nearest first."""
        if self.finished:
            return ()
        tokens = self._tokens()
        found: dict[str, Step] = {}
        for task in sorted(self._workflow.get_tasks(state=TaskState.COMPLETED, manual=True), key=_age, reverse=True):
            name = task.task_spec.name
            standing = any(token.task_spec.name == name for token in tokens)
            if (
                not standing
                and name not in self._blueprint.graph.parallel_region
                and all(_comes_after(token, task) for token in tokens)
            ):
                found.setdefault(name, self._blueprint.steps[name])
        return tuple(found.values())

    def cancel(self) -> None:
        """End the instance where it stands."""
        self._workflow.cancel()

    def _check_return(self, step: str) -> None:
        if self.finished:
            raise MoveRefusedError("finished", "the process has ended")
        known = self._blueprint.steps.get(step)
        if known is None or known.operation:
            raise MoveRefusedError("unknown", f"{step} is no user task of this process")
        if step in self._blueprint.graph.parallel_region:
            raise MoveRefusedError("parallel", f"{step} lies between parallel branches")

    def _tokens(self) -> list[Any]:
        return [task for task in self._workflow.get_tasks() if self._holds_token(task)]

    def _holds_token(self, task: Any) -> bool:
        """Whether a token stands at a task; an armed boundary timer stands in for none."""
        if task.task_spec.name not in self._blueprint.graph.nodes:
            return False
        if isinstance(task.task_spec, BoundaryEvent):
            return False
        return bool(task.has_state(TaskState.READY | TaskState.WAITING | TaskState.STARTED))

    def _forget_events_below(self, target: Any) -> None:
        # Spiff drops the tasks of a reset branch but leaves them registered for events.
        for task in target:
            self._workflow.event_manager.remove_task(task)

    def _advance(self) -> None:
        steps = 0

        def count(_task: Any) -> None:
            nonlocal steps
            steps += 1
            if steps > MAX_STEPS:
                raise MoveRefusedError("endless", f"the process made more than {MAX_STEPS} steps without a pause")

        while not self._workflow.is_completed():
            # Refreshing timers comes last in Spiff's own round, so one more round may be due.
            self._workflow.do_engine_steps(did_complete_task=count)
            if self._workflow.get_next_task(state=TaskState.READY, manual=False) is None:
                break
        if any(task.depth > MAX_DEPTH for task in self._tokens()):
            raise MoveRefusedError("too_long", f"the process has gone through more than {MAX_DEPTH} steps")


def _comes_after(task: Any, earlier: Any) -> bool:
    """Whether a task descends from another; Spiff's own way is recursive and breaks on a long history."""
    parent = task.parent
    while parent is not None and parent is not earlier:
        parent = parent.parent
    return parent is not None


def _visit_id(task: Any) -> str:
    visit = task.internal_data.get("visit", 0)
    return f"{task.id}.{visit}" if visit else str(task.id)


def _age(task: Any) -> float:
    return float(task.last_state_change)
