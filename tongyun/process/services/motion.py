"""Move a ticket's process, and bring everything around it in line with where its tokens stand now."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from tongyun.kernel.contracts import Task, utc_now
from tongyun.kernel.facade import cancel_later, publish, register_handler, run_later

from .. import contracts, errors
from ..engine.blueprint import Step
from ..engine.machine import Machine, MoveRefusedError
from ..engine.state import FORMAT
from ..models import ProcessInstance, Ticket
from . import deadlines, log, operations, to_dos
from .deployment import blueprint_of

TIMER_TASK = "process.timer"


class TicketHost:
    """What a running process sees of its ticket."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket = ticket

    def data(self) -> Mapping[str, object]:
        """``ticket`` and the answers of each step."""
        ticket = self._ticket
        shown = {
            "kind": ticket.kind,
            "title": ticket.title,
            "level": ticket.level,
            "state": str(ticket.state),
            "recovered": ticket.recovered_at is not None,
            "opened_at": ticket.opened_at,
        }
        return {"ticket": shown, "steps": ticket.data.get("steps", {})}

    def perform(self, step: Step) -> None:
        """Run the operation of a service task on the ticket."""
        operations.perform(self._ticket, step)


def locked(ticket_id: UUID) -> Ticket:
    """The ticket, locked until the end of the transaction; every verb starts here.

    Raises:
        NotFound: there is none.
    """
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("instance__definition", "policy")
    ticket = rows.filter(id=ticket_id).first()
    if ticket is None:
        raise errors.no_ticket()
    return ticket


def begin(ticket: Ticket) -> None:
    """Start the process of a new ticket."""
    machine = Machine.start(blueprint_of(ticket.instance.definition), TicketHost(ticket), utc_now())
    _settle(ticket, machine)


def move(ticket: Ticket, verb: Callable[[Machine], object]) -> None:
    """Let a verb move the process of a locked ticket; the caller commits the ticket.

    Raises:
        Conflict: the engine found the move unsound or too late.
    """
    machine = machine_of(ticket)
    try:
        verb(machine)
    except MoveRefusedError as error:
        raise errors.move_refused(error) from error
    _settle(ticket, machine)


def machine_of(ticket: Ticket) -> Machine:
    """The engine's view of a ticket."""
    instance = ticket.instance
    return Machine.load(blueprint_of(instance.definition), bytes(instance.state), TicketHost(ticket), utc_now())


def _settle(ticket: Ticket, machine: Machine) -> None:
    _save_state(ticket.instance, machine)
    ticket.step = "、".join(task.step.title for task in machine.open_tasks)[:200]
    to_dos.align(ticket, machine.open_tasks)
    _arm_timer(ticket.instance, [timer.due for timer in machine.open_timers])
    if machine.finished and ticket.state != Ticket.State.CLOSED:
        _close(ticket)
    deadlines.arm(ticket)


def _save_state(instance: ProcessInstance, machine: Machine) -> None:
    instance.state = machine.dump()
    instance.state_format = FORMAT
    instance.finished = machine.finished
    instance.updated_at = utc_now()
    instance.save()


def _arm_timer(instance: ProcessInstance, dues: list[datetime]) -> None:
    if dues:
        run_later(TIMER_TASK, min(dues), {"instance": str(instance.id)}, key=str(instance.id))
    else:
        cancel_later(TIMER_TASK, str(instance.id))


def _close(ticket: Ticket) -> None:
    ticket.closed_at = utc_now()
    ticket.resolved_at = ticket.resolved_at or ticket.closed_at
    ticket.state = Ticket.State.CLOSED
    log.record(ticket, log.CLOSED, "工单关闭", {"rating": ticket.rating})
    publish(
        contracts.TICKET_CLOSED,
        {
            "ticket_id": str(ticket.id),
            "number": ticket.number,
            "kind": ticket.kind,
            "level": ticket.level,
            "incident_id": str(ticket.incident_id) if ticket.incident_id else None,
            "rating": ticket.rating,
            "at": ticket.closed_at.isoformat(),
        },
    )


def on_timer(task: Task) -> None:
    """A BPMN timer of a running process is due."""
    ticket_id = Ticket.objects.filter(instance_id=UUID(task.payload["instance"])).values_list("id", flat=True).first()
    if ticket_id is None:
        return
    ticket = locked(ticket_id)
    if not ticket.instance.finished:
        before = ticket.audit_view()
        move(ticket, Machine.tick)
        log.commit(ticket, "ticket.timer", before)


def wire() -> None:
    """Register the timer's handler."""
    register_handler(TIMER_TASK, on_timer)
