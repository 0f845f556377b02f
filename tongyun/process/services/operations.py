"""Operations: the verbs that a service task of a process may name with ``tongyun:operation``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongyun.kernel.contracts import Registry, utc_now
from tongyun.kernel.facade import duty_users, notify, publish

from .. import contracts
from ..engine.blueprint import Step
from ..models import Ticket
from . import log


@dataclass(frozen=True)
class Operation:
    """A verb for processes. It changes the ticket it is given, which its caller has locked and will save."""

    name: str
    title_zh: str
    title_en: str
    run: Callable[[Ticket, Step], None]


operations: Registry[Operation] = Registry("operations", key=lambda operation: operation.name)


def names() -> frozenset[str]:
    """All operations that a process may name."""
    return frozenset(operation.name for operation in operations)


def perform(ticket: Ticket, step: Step) -> None:
    """Carry out the operation of a service task."""
    operation = operations.get(step.operation)
    if operation is None:
        # Deployment refuses unknown names, so this release has lost one that an older one knew.
        raise LookupError(f"operation {step.operation} of step {step.key} is not registered")
    operation.run(ticket, step)


def resolve(ticket: Ticket, step: Step) -> None:
    """The work is done, to be verified: stops the solve clock."""
    ticket.state = Ticket.State.RESOLVED
    ticket.resolved_at = utc_now()
    log.record(ticket, log.RESOLVED, "处理完成", {"step": step.key})
    publish(
        contracts.TICKET_RESOLVED,
        {**_topic(ticket), "incident_id": _text(ticket.incident_id), "at": ticket.resolved_at.isoformat()},
    )


def reopen(ticket: Ticket, step: Step) -> None:
    """The work was not done after all: the solve clock runs on."""
    ticket.state = Ticket.State.OPEN
    ticket.resolved_at = None
    log.record(ticket, log.REOPENED, "重新打开", {"step": step.key})


def notify_duty(ticket: Ticket, step: Step) -> None:
    """Tell whoever is on duty that the process has come here."""
    notify(
        duty_users(ticket.organisation_id),
        f"{step.title}：{ticket.number}",
        ticket.title,
        log.href(ticket),
        level="warning",
        category="ticket",
        dedupe=f"ticket:{ticket.id}:{step.key}:{ticket.log_length}",
    )


def wire() -> None:
    """Register the operations of this room."""
    operations.register(Operation("ticket.resolve", "标记已解决", "Mark resolved", resolve))
    operations.register(Operation("ticket.reopen", "重新打开", "Reopen", reopen))
    operations.register(Operation("ticket.notify_duty", "通知值班人员", "Notify duty", notify_duty))


def _topic(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket_id": str(ticket.id),
        "number": ticket.number,
        "kind": ticket.kind,
        "level": ticket.level,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
