"""Deadlines: due times on to-dos, a warning before each service level is missed, and the note when it was."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from tongyun.kernel.contracts import Message, Task, utc_now
from tongyun.kernel.facade import (
    cancel_later,
    duty_users,
    notify,
    publish,
    register_handler,
    run_later,
    subscribe,
    with_substitutes,
)

from .. import contracts
from ..clocks import Clock
from ..models import Ticket, TicketEvent, WorkItem
from ..models.work import NEVER
from ..service_levels import ServiceLevels
from . import log
from .deployment import levels_of

SLA_TASK = "process.sla"
#: A clock whose calendar misses a year is looked at again after this long, or when the calendar is changed.
LOOK_AGAIN = timedelta(hours=12)


def arm(ticket: Ticket) -> None:
    """Set the due times of the open to-dos and the next alarm of each clock."""
    if ticket.policy is None:
        return
    levels, lines, now = levels_of(ticket.policy), list(ticket.events.order_by("seq")), utc_now()
    clocks = levels.clocks(lines, now)
    due = min((clock.due_at for clock in clocks if clock.met_at is None and clock.due_at), default=None)
    if ticket.state == Ticket.State.CLOSED:
        due = None
    open_rows = WorkItem.objects.filter(ticket=ticket, state=WorkItem.State.OPEN)
    open_rows.update(due_at=due, urgent_at=due or NEVER)
    for clock in clocks:
        moment = None if ticket.state == Ticket.State.CLOSED else _next_alarm(clock, levels, lines, now)
        key = f"{ticket.id}:{clock.key}"
        if moment is None:
            cancel_later(SLA_TASK, key)
        else:
            run_later(SLA_TASK, moment, {"ticket": str(ticket.id), "clock": clock.key}, key=key)


def on_alarm(task: Task) -> None:
    """A clock has come to its warning or to its end. Whatever happened meanwhile, the log decides."""
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("policy")
    ticket = rows.filter(id=UUID(task.payload["ticket"])).first()
    if ticket is None or ticket.policy is None or ticket.state == Ticket.State.CLOSED:
        return
    levels, lines, now = levels_of(ticket.policy), list(ticket.events.order_by("seq")), utc_now()
    clock = next((each for each in levels.clocks(lines, now) if each.key == task.payload["clock"]), None)
    if clock is not None and clock.met_at is None:
        before = ticket.audit_view()
        if _is_over(clock) and not _told(log.SLA_BREACHED, clock, lines):
            _breached(ticket, clock)
            log.commit(ticket, "ticket.sla", before)
        elif _is_near(clock, levels) and not _told(log.SLA_WARNING, clock, lines):
            _warned(ticket, clock)
            log.commit(ticket, "ticket.sla", before)
    arm(ticket)


def _next_alarm(clock: Clock, levels: ServiceLevels, lines: Sequence[TicketEvent], now: datetime) -> datetime | None:
    if clock.problem and clock.met_at is None:
        return now + LOOK_AGAIN
    if clock.met_at is not None or clock.due_at is None or _told(log.SLA_BREACHED, clock, lines):
        return None
    if _is_near(clock, levels) or _told(log.SLA_WARNING, clock, lines):
        # The same moment may be the warning's and the breach's, when the level was raised late.
        return clock.due_at if _told(log.SLA_WARNING, clock, lines) or _is_over(clock) else now
    left = timedelta(seconds=clock.target * levels.warn_at - clock.elapsed)
    return levels.calendar_of(clock.key).advance(now, left)


def _is_near(clock: Clock, levels: ServiceLevels) -> bool:
    return clock.elapsed >= clock.target * levels.warn_at


def _is_over(clock: Clock) -> bool:
    return clock.remaining <= 0


def _told(kind: str, clock: Clock, lines: Sequence[TicketEvent]) -> bool:
    """Whether this was already said for this clock and this target; a new level may be told anew."""
    return any(
        line.kind == kind and line.data.get("clock") == clock.key and line.data.get("target_s") == clock.target
        for line in lines
    )


def _warned(ticket: Ticket, clock: Clock) -> None:
    minutes = max(round(clock.remaining / 60), 1)
    text = f"{clock.title}时限还剩约 {minutes} 分钟"
    _tell(ticket, clock, log.SLA_WARNING, contracts.SLA_WARNING, text, "warning")


def _breached(ticket: Ticket, clock: Clock) -> None:
    _tell(ticket, clock, log.SLA_BREACHED, contracts.SLA_BREACHED, f"{clock.title}已超时", "critical")


def _tell(ticket: Ticket, clock: Clock, kind: str, topic: str, text: str, level: str) -> None:
    due = clock.due_at.isoformat() if clock.due_at else None
    log.record(ticket, kind, text, {"clock": clock.key, "target_s": clock.target, "due_at": due})
    holders = WorkItem.objects.filter(ticket=ticket, state=WorkItem.State.OPEN).exclude(assignee=None)
    people = {*with_substitutes(holders.values_list("assignee_id", flat=True)), *duty_users(ticket.organisation_id)}
    notify(
        sorted(people),
        f"{text}：{ticket.number}",
        ticket.title,
        log.href(ticket),
        level=level,
        category="ticket",
        dedupe=f"sla:{ticket.id}:{clock.key}:{kind}:{int(clock.target)}",
    )
    publish(
        topic,
        {
            "ticket_id": str(ticket.id),
            "number": ticket.number,
            "kind": ticket.kind,
            "level": ticket.level,
            "clock": clock.key,
            "due_at": due,
        },
    )


def wire() -> None:
    """Register the alarm's handler, and hear of changed calendars."""
    register_handler(SLA_TASK, on_alarm)
    subscribe("calendar.changed", "process.calendar_changed", on_calendar)


def on_calendar(message: Message) -> None:
    """A calendar counts otherwise from now on: the open tickets that name it get new due times and alarms."""
    open_tickets = Ticket.objects.exclude(state=Ticket.State.CLOSED).exclude(policy=None).select_related("policy")
    for ticket in open_tickets.iterator(chunk_size=500):
        if ticket.policy is not None and levels_of(ticket.policy).names(message.payload["key"]):
            arm(ticket)
