"""Routes of process: tickets, the inbox, to-dos, remedies, the diagram."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from tongyun.kernel.facade import Filter, Listing, Page, current_actor, guarded, page

from .. import queries
from ..services import handling, opening, remedies
from . import columns, render, schemas

router = Router(tags=["process"])

TICKETS = Listing(
    filters={
        "kind": Filter("kind"),
        "state": Filter("state", Literal["open", "resolved", "closed"]),
        "level": Filter("level", int),
        "item": Filter("item_id", UUID),
        "incident": Filter("incident_id", UUID),
        "organisation": Filter("organisation_id", UUID),
        "assignee": Filter("assignee_id", UUID),
        "opened_at": Filter("opened_at", datetime),
    },
    sorts={"opened_at": "opened_at", "number": "number", "level": "level"},
    default_sort="-opened_at",
    search=("number", "title"),
    extra=frozenset({"mine"}),
    columns=columns.TICKETS,
    title=("工单", "Tickets"),
)
INBOX = Listing(
    filters={"kind": Filter("ticket__kind"), "key": Filter("key"), "level": Filter("ticket__level", int)},
    sorts={"due_at": "urgent_at", "created_at": "created_at"},
    default_sort="due_at",
    search=("ticket__number", "ticket__title", "title"),
    columns=columns.INBOX,
    title=("待办", "Inbox"),
)


@router.get("/tickets", response=Page[schemas.TicketRowOut], by_alias=True, **guarded("ticket:read", TICKETS))
def tickets(request: HttpRequest, mine: bool = False) -> dict[str, Any]:
    """Tickets, newest first; ``mine`` leaves those that the user has or may take up."""
    rows = queries.shown_tickets()
    if mine:
        rows = queries.mine(rows, current_actor())
    return page(request, rows, TICKETS, render.rows)


@router.post("/tickets", response={201: schemas.TicketOut}, by_alias=True, **guarded("ticket:create"))
def create_ticket(request: HttpRequest, body: schemas.TicketIn) -> Status[dict[str, Any]]:
    """Open a ticket by hand."""
    new = opening.NewTicket(
        kind=body.kind,
        title=body.title,
        level=body.level,
        summary=body.summary,
        item_id=body.item,
        files=body.files,
    )
    return Status(201, _shown(opening.open_ticket(new).id))


@router.get("/ticket-kinds", response=list[schemas.KindOut], **guarded("ticket:read"))
def ticket_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """The kinds of ticket that can be opened, with their service levels."""
    return queries.kinds()


@router.get("/tickets/{uuid:ticket_id}", response=schemas.TicketOut, by_alias=True, **guarded("ticket:read"))
def ticket(request: HttpRequest, ticket_id: UUID) -> dict[str, Any]:
    """One ticket with its clocks, to-dos, timeline and remedies."""
    return _shown(ticket_id)


@router.get("/tickets/{uuid:ticket_id}/diagram", response=schemas.DiagramOut, **guarded("ticket:read"))
def diagram(request: HttpRequest, ticket_id: UUID) -> dict[str, Any]:
    """The process of a ticket and where it stands."""
    bpmn, progress = queries.progress_of(ticket_id)
    return {"bpmn": bpmn, "done": list(progress.done), "current": list(progress.current)}


@router.get("/inbox", response=Page[schemas.InboxOut], **guarded("ticket:read", INBOX))
def inbox(request: HttpRequest) -> dict[str, Any]:
    """The signed-in user's to-dos, the most urgent first."""
    return page(request, queries.inbox_rows(current_actor()), INBOX, render.to_dos)


@router.post(
    "/tickets/{uuid:ticket_id}/tasks/{uuid:task_id}/complete",
    response=schemas.TicketOut,
    by_alias=True,
    **guarded("ticket:handle"),
)
def complete(request: HttpRequest, ticket_id: UUID, task_id: UUID, body: schemas.AnswersIn) -> dict[str, Any]:
    """Finish a to-do with the answers of its form."""
    handling.complete_work_item(ticket_id, task_id, body.data)
    return _shown(ticket_id)


@router.post(
    "/tickets/{uuid:ticket_id}/tasks/{uuid:task_id}/claim",
    response=schemas.TicketOut,
    by_alias=True,
    **guarded("ticket:handle"),
)
def claim(request: HttpRequest, ticket_id: UUID, task_id: UUID) -> dict[str, Any]:
    """Take a to-do for oneself."""
    handling.claim(ticket_id, task_id)
    return _shown(ticket_id)


@router.post(
    "/tickets/{uuid:ticket_id}/tasks/{uuid:task_id}/transfer",
    response=schemas.TicketOut,
    by_alias=True,
    **guarded("ticket:handle"),
)
def transfer(request: HttpRequest, ticket_id: UUID, task_id: UUID, body: schemas.TransferIn) -> dict[str, Any]:
    """Hand a to-do to another person."""
    handling.transfer(ticket_id, task_id, body.user, body.reason)
    return _shown(ticket_id)


@router.post("/tickets/{uuid:ticket_id}/return", response=schemas.TicketOut, by_alias=True, **guarded("ticket:handle"))
def return_to_step(request: HttpRequest, ticket_id: UUID, body: schemas.ReturnIn) -> dict[str, Any]:
    """Take the process back to an earlier step."""
    handling.return_to_step(ticket_id, body.step, body.reason)
    return _shown(ticket_id)


@router.post(
    "/tickets/{uuid:ticket_id}/comments", response=schemas.TicketOut, by_alias=True, **guarded("ticket:handle")
)
def comment(request: HttpRequest, ticket_id: UUID, body: schemas.CommentIn) -> dict[str, Any]:
    """Add words to the timeline."""
    handling.comment(ticket_id, body.text)
    return _shown(ticket_id)


@router.post("/tickets/{uuid:ticket_id}/remedies/{key}", response=schemas.StartedRemedyOut, **guarded("ticket:handle"))
def start_remedy(request: HttpRequest, ticket_id: UUID, key: str) -> dict[str, Any]:
    """Start the job of a remedy on the item that it cures."""
    return render.remedy(remedies.start_remedy(ticket_id, key))


def _shown(ticket_id: UUID) -> dict[str, Any]:
    return render.whole(queries.shown_ticket(ticket_id))
