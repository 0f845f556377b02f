"""Joining gateways that stay sound in loops.

Spiff's own joins look at every task that the gateway ever had: in the second round of a loop a branch of the
first round counts as arrived, and the join fires too early (found by the random walk in ``tests/process``).
These two look only at the present round.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway, ParallelGateway
from SpiffWorkflow.util.task import TaskState


class RoundwiseParallelGateway(ParallelGateway):  # type: ignore[misc]
    """Fires when a token of this round has come in on every flow."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        this_round = _previous(my_task)
        arrived = {
            task.parent.task_spec.name
            for task in my_task.workflow.tasks.values()
            if task.task_spec is self and _has_come_in(task) and _previous(task) is this_round
        }
        return arrived >= set(self._inputs)


class RoundwiseInclusiveGateway(InclusiveGateway):  # type: ignore[misc]
    """Fires when no other token can still come in."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        before = _specs_before(self)
        return not any(
            task.task_spec.name in before and task.has_state(TaskState.DEFINITE_MASK) and _has_come_in(task)
            for task in my_task.workflow.tasks.values()
            if task.task_spec is not self
        )


def _has_come_in(task: Any) -> bool:
    return task.parent is not None and task.parent.state == TaskState.COMPLETED


def _previous(task: Any) -> Any:
    """The nearest ancestor at the same gateway: the round before, or None in the first."""
    ancestor = task.parent
    while ancestor is not None and ancestor.task_spec is not task.task_spec:
        ancestor = ancestor.parent
    return ancestor


def _specs_before(gateway: Any) -> set[str]:
    """Names of all specifications from which a token may still reach the gateway."""
    before: set[str] = set()
    ahead = list(gateway._inputs)
    while ahead:
        name = ahead.pop()
        if name not in before and name != gateway.name:
            before.add(name)
            ahead.extend(gateway._wf_spec.task_specs[name]._inputs)
    return before
