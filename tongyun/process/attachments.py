"""Files on tickets: whoever sees a ticket reads them, whoever handles it adds and removes, and its log tells."""

from uuid import UUID

from tongyun.kernel.contracts import FileHost

from .models import Ticket
from .services import log, motion
from .services.scope import READ, seen_tickets
from .services.to_dos import HANDLE

WORDS = {"added": "上传附件", "removed": "删除附件"}


def _reaches(ticket_id: UUID, permission: str) -> bool:
    return seen_tickets(permission).filter(id=ticket_id).exists()


def _label(ticket_id: UUID) -> str:
    return Ticket.objects.values_list("number", flat=True).get(id=ticket_id)


def _changed(ticket_id: UUID, verb: str, name: str) -> None:
    ticket = motion.locked(ticket_id)
    log.record(ticket, f"file.{verb}", f"{WORDS[verb]}“{name}”")
    log.keep(ticket)


def _settled(ticket_id: UUID) -> bool:
    """Files of a closed ticket are evidence of the contract's assessment."""
    return Ticket.objects.filter(id=ticket_id, state=Ticket.State.CLOSED).exists()


HOST = FileHost("ticket", "工单", "Tickets", READ, HANDLE, "/tickets/{id}", _reaches, _label, _changed, _settled)
