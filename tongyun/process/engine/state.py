"""The saved state of a process instance: version-stamped, compressed JSON.

Format 1 is zlib over ``{"format": 1, "process", "root", "last", "completed", "success", "tasks": [...]}``; a
task is ``{"id", "parent", "children", "step", "state", "changed", "triggered", "internal"}`` with the state
by its name. The process itself is not inside: an instance is pinned to its definition, from whose BPMN the
specification is built again. Business data is not inside either. Every released format has a fixture in
``tests/process/fixtures`` that must load for ever.
"""

import json
import zlib
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from .blueprint import Blueprint

FORMAT: Final = 1
"""The format that :func:`dump` writes."""
MAX_BYTES: Final = 32 * 1024 * 1024
"""Size of a state once unpacked; a corrupt or hostile one is not unpacked further."""


class StateError(ValueError):
    """A saved state that cannot be read by this release."""


def dump(blueprint: Blueprint, workflow: Any) -> bytes:
    """The state of a workflow in the current format."""
    envelope = {
        "format": FORMAT,
        "process": blueprint.key,
        "root": str(workflow.task_tree.id),
        "last": None if workflow.last_task is None else str(workflow.last_task.id),
        "completed": workflow.completed,
        "success": workflow.success,
        "tasks": [_task(task) for task in workflow.tasks.values()],
    }
    return zlib.compress(json.dumps(envelope, separators=(",", ":"), ensure_ascii=False).encode(), 6)


def load(blueprint: Blueprint, blob: bytes) -> Any:
    """The workflow that was saved, as Spiff knows it.

    Raises:
        StateError: the bytes are damaged, of an unknown format, or do not fit the process.
    """
    envelope = _envelope(blob)
    if envelope.get("format") != FORMAT:
        raise StateError(f"state format {envelope.get('format')!r} is not known to this release")
    try:
        return _workflow(blueprint, envelope)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise (error if isinstance(error, StateError) else StateError(f"the state is damaged: {error!r}")) from error


def _task(task: Any) -> dict[str, Any]:
    return {
        "id": str(task.id),
        "parent": None if task._parent is None else str(task._parent),
        "children": [str(child) for child in task._children],
        "step": task.task_spec.name,
        "state": TaskState.get_name(task.state),
        "changed": task.last_state_change,
        "triggered": task.triggered,
        "internal": task.internal_data,
    }


def _workflow(blueprint: Blueprint, envelope: dict[str, Any]) -> Any:
    workflow = BpmnWorkflow(blueprint.spec, deserializing=True)
    for saved in envelope["tasks"]:
        _restore(workflow, saved)
    workflow.task_tree = workflow.tasks[UUID(envelope["root"])]
    workflow.last_task = None if envelope["last"] is None else workflow.tasks.get(UUID(envelope["last"]))
    workflow.completed = envelope["completed"]
    workflow.success = envelope["success"]
    return workflow


def _restore(workflow: Any, saved: dict[str, Any]) -> None:
    spec = workflow.spec.task_specs.get(saved["step"])
    if spec is None:
        raise StateError(f"the state stands in {saved['step']!r}, a step that the process does not have")
    task = Task(workflow, spec, state=TaskState.get_value(saved["state"]), id=UUID(saved["id"]))
    task._parent = None if saved["parent"] is None else UUID(saved["parent"])
    task._children = [UUID(child) for child in saved["children"]]
    task.last_state_change = saved["changed"]
    task.triggered = saved["triggered"]
    task.internal_data = saved["internal"]
    if isinstance(spec, CatchingEvent) and task.has_state(TaskState.WAITING):
        workflow.event_manager.add_task(task)


def _envelope(blob: bytes) -> dict[str, Any]:
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(blob, MAX_BYTES)
        if unpacker.unconsumed_tail:
            raise StateError(f"the state is larger than {MAX_BYTES} bytes")
        envelope = json.loads(content)
    except (zlib.error, ValueError) as error:
        raise (error if isinstance(error, StateError) else StateError(f"the state is damaged: {error}")) from error
    if not isinstance(envelope, dict):
        raise StateError("the state is damaged: not an object")
    return envelope
