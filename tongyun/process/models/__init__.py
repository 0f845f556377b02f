"""Tables of process: what was deployed, what runs, and what people did."""

from .definitions import FormDefinition, ProcessDefinition, SlaPolicy
from .tickets import ProcessInstance, Ticket, TicketEvent, TicketRemedy
from .work import WorkItem

__all__ = [
    "FormDefinition",
    "ProcessDefinition",
    "ProcessInstance",
    "SlaPolicy",
    "Ticket",
    "TicketEvent",
    "TicketRemedy",
    "WorkItem",
]
