"""The ticket's log: the one place that writes it, and what its lines are called."""

from datetime import datetime
from typing import Any, Final

from tongyun.kernel.contracts import Ref, utc_now
from tongyun.kernel.facade import audit, current_actor, publish_live

from ..models import Ticket, TicketEvent

#: What open pages hear of when a ticket or its to-dos change.
LIVE_TOPIC: Final = "tickets"

OPENED: Final = "opened"
STEP_COMPLETED: Final = "step.completed"
LEVEL_CHANGED: Final = "level.changed"
RESOLVED: Final = "resolved"
REOPENED: Final = "reopened"
CLOSED: Final = "closed"
CLAIMED: Final = "claimed"
TRANSFERRED: Final = "transferred"
RETURNED: Final = "returned"
COMMENTED: Final = "commented"
INCIDENT_UPDATED: Final = "incident.updated"
INCIDENT_RECURRED: Final = "incident.recurred"
INCIDENT_RECOVERED: Final = "incident.recovered"
REMEDY_STARTED: Final = "remedy.started"
REMEDY_FINISHED: Final = "remedy.finished"
REMEDY_REFUSED: Final = "remedy.refused"
SLA_WARNING: Final = "sla.warning"
SLA_BREACHED: Final = "sla.breached"


def record(
    ticket: Ticket, kind: str, text: str, data: dict[str, Any] | None = None, at: datetime | None = None
) -> TicketEvent:
    """Add a line to the log of a ticket that the caller has locked. ``at`` is only for what began before the ticket."""
    actor = current_actor()
    ticket.log_length += 1
    return TicketEvent.objects.create(
        ticket=ticket,
        seq=ticket.log_length,
        at=at or utc_now(),
        kind=kind,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:100],
        text=text,
        data=data or {},
    )


def commit(ticket: Ticket, action: str, before: dict[str, Any] | None) -> None:
    """Save a changed ticket, write the audit trail and let open pages know."""
    keep(ticket)
    audit(action, ref(ticket), before, ticket.audit_view())


def keep(ticket: Ticket) -> None:
    """Save a changed ticket and let open pages know; of what was changed the audit trail hears elsewhere."""
    ticket.version += 1
    ticket.save()
    publish_live("ticket", {"id": str(ticket.id)}, topic=LIVE_TOPIC)


def ref(ticket: Ticket) -> Ref:
    """The ticket as audit rows, runs and notifications point at it."""
    return Ref("ticket", str(ticket.id), ticket.number)


def href(ticket: Ticket) -> str:
    """The ticket's page in the UI."""
    return f"/tickets/{ticket.id}"
