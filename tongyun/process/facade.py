"""The door of process: everything a neighbour above may call."""

from .queries import open_tickets, ticket_view, tickets_between
from .services.handling import claim, comment, complete_work_item, return_to_step, transfer
from .services.opening import NewTicket, OfferedRemedy, open_ticket
from .services.operations import Operation, operations
from .services.remedies import start_remedy
from .services.scope import check_seen

__all__ = [
    "NewTicket",
    "OfferedRemedy",
    "Operation",
    "check_seen",
    "claim",
    "comment",
    "complete_work_item",
    "open_ticket",
    "open_tickets",
    "operations",
    "return_to_step",
    "start_remedy",
    "ticket_view",
    "tickets_between",
    "transfer",
]
