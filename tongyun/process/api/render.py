"""Tickets as the API shows them; whatever several rows need is asked once."""

from collections.abc import Iterable, Sequence
from typing import Any

from tongyun.kernel.facade import current_actor

from .. import queries
from ..clocks import Clock
from ..models import Ticket, TicketRemedy, WorkItem
from ..service_levels import LoggedEvent
from ..services.motion import machine_of
from ..services.scope import knows_item, seen_tickets
from ..services.to_dos import HANDLE, Reach, reach_of


def rows(found: Sequence[Ticket]) -> list[dict[str, Any]]:
    """Tickets of a list, with their clocks; one query for all logs."""
    logs = queries.lines_of(ticket.id for ticket in found)
    return [_row(ticket, logs[ticket.id]) for ticket in found]


def whole(ticket: Ticket) -> dict[str, Any]:
    """A ticket with its to-dos, timeline and remedies."""
    log = queries.logs_of([ticket.id])[ticket.id]
    actor = current_actor()
    reach, handles = reach_of(actor), seen_tickets(HANDLE).filter(id=ticket.id).exists()
    return {
        **_row(ticket, log),
        "tasks": [_task(row, reach, handles) for row in queries.open_tasks(ticket)],
        "done": [_done(row) for row in queries.done_tasks(ticket)],
        "timeline": [{"at": e.at, "kind": e.kind, "actor": e.actor_name, "text": e.text, "data": e.data} for e in log],
        "remedies": [remedy(row) for row in queries.remedies_of(ticket)],
        "earlier_steps": [{"key": s.key, "title": s.title} for s in machine_of(ticket).earlier_steps()],
        "data": ticket.data,
    }


def to_dos(found: Sequence[WorkItem]) -> list[dict[str, Any]]:
    """Rows of the inbox."""
    return [
        {
            "id": row.id,
            "key": row.key,
            "title": row.title,
            "ticket": {
                "id": row.ticket.id,
                "number": row.ticket.number,
                "kind": row.ticket.kind,
                "title": row.ticket.title,
                "state": row.ticket.state,
                "level": row.ticket.level,
                "level_title": queries.level_title(row.ticket),
                "level_title_en": queries.level_title(row.ticket, "en-US"),
            },
            "assignee": row.assignee,
            "candidates": row.candidates,
            "candidates_title": row.candidates_title,
            "candidates_title_en": row.candidates_title_en,
            "due_at": row.due_at,
            "created_at": row.created_at,
        }
        for row in found
    ]


def remedy(row: TicketRemedy) -> dict[str, Any]:
    """A remedy and its latest run."""
    run = {"id": row.run_id, "state": row.run_state} if row.run_id else None
    return {"key": row.key, "title": row.title, "title_en": row.title_en, "auto": row.auto, "run": run}


def _row(ticket: Ticket, log: Iterable[LoggedEvent]) -> dict[str, Any]:
    item, incident = ticket.item, ticket.incident
    if item is not None and not knows_item(item.organisation_id, ticket):
        item = None
    return {
        "id": ticket.id,
        "number": ticket.number,
        "kind": ticket.kind,
        "title": ticket.title,
        "state": ticket.state,
        "level": ticket.level,
        "level_title": queries.level_title(ticket),
        "level_title_en": queries.level_title(ticket, "en-US"),
        "item": {"id": item.id, "name": item.name, "type": item.type_id} if item else None,
        "incident": incident,
        "organisation": ticket.organisation,
        "assignee": ticket.assignee,
        "opened_at": ticket.opened_at,
        "recovered_at": ticket.recovered_at,
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
        "rating": ticket.rating,
        "step": ticket.step,
        "clocks": [_clock(clock) for clock in queries.clocks_of(ticket, log)],
    }


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "key": clock.key,
        "title": clock.title,
        "title_en": clock.title_en,
        "target_s": clock.target,
        "elapsed_s": clock.elapsed,
        "remaining_s": clock.remaining,
        "due_at": clock.due_at,
        "state": str(clock.state),
        "met_at": clock.met_at,
        "intervals": [
            {"from": each.start, "to": each.end, "counted": each.counted, "reason": each.reason}
            for each in clock.intervals
        ],
        "counting": bool(clock.intervals) and clock.met_at is None and clock.intervals[-1].counted,
        "problem": clock.problem,
    }


def _task(row: WorkItem, reach: Reach, handles: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "key": row.key,
        "title": row.title,
        "assignee": row.assignee,
        "candidates": row.candidates,
        "candidates_title": row.candidates_title,
        "candidates_title_en": row.candidates_title_en,
        "form": row.form.schema if row.form else None,
        "data": row.data,
        "due_at": row.due_at,
        "can_act": queries.may_act(row, reach, handles),
    }


def _done(row: WorkItem) -> dict[str, Any]:
    return {
        "id": row.id,
        "key": row.key,
        "title": row.title,
        "form": row.form.schema if row.form else None,
        "data": row.data,
        "done_at": row.done_at,
        "done_by": row.done_by,
    }
