"""Open tickets: by a person, or for an incident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from tongyun.inventory import facade as inventory
from tongyun.kernel.contracts import FieldError, Invalid, utc_now
from tongyun.kernel.facade import attach_files, current_actor, find_user, index_document, next_number, publish, require

from .. import contracts, errors, search
from ..engine.state import FORMAT
from ..models import ProcessDefinition, ProcessInstance, SlaPolicy, Ticket, TicketRemedy
from . import log, motion
from .deployment import current_policy, current_process, levels_of

CREATE = "ticket:create"
NUMBER_PREFIX = "GD"
"""Tickets are numbered ``GD-20261121-0001`` (工单)."""
FILES: Final[Mapping[str, Any]] = {"properties": {"files": {"x-file": {}}}}
"""Where the form of a new ticket holds files."""


@dataclass(frozen=True)
class OfferedRemedy:
    """A job that a rule offers as a cure; ``auto`` lets the platform start it at once."""

    key: str
    title: str
    job: str
    item_id: UUID | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    auto: bool = False
    title_en: str = ""


@dataclass(frozen=True)
class NewTicket:
    """What a ticket starts with. ``opened_at`` (aware) is only given when the matter began before the ticket."""

    kind: str
    title: str
    level: int
    summary: str = ""
    item_id: UUID | None = None
    incident_id: UUID | None = None
    organisation_id: UUID | None = None
    opened_at: datetime | None = None
    remedies: Sequence[OfferedRemedy] = ()
    files: Sequence[UUID] = ()


@transaction.atomic
def open_ticket(new: NewTicket) -> Ticket:
    """Open a ticket and start its process.

    Raises:
        Forbidden: the actor may not create tickets.
        Conflict: no process is deployed for this kind.
        Invalid: the title is empty, the item or a file does not exist, or the service levels do not know the level.
    """
    require(CREATE)
    definition, policy = _deployed(new)
    title = new.title.strip()
    if not title:
        raise Invalid("no_title", "请填写标题。", [FieldError("/title", "必填")])
    organisation = _organisation_of(new)
    require(CREATE, organisation=organisation)
    ticket = Ticket.objects.create(
        number=next_number(NUMBER_PREFIX),
        kind=new.kind,
        title=title[:500],
        level=new.level,
        organisation_id=organisation,
        item_id=new.item_id,
        incident_id=new.incident_id,
        policy=policy,
        instance=ProcessInstance.objects.create(definition=definition, state=b"", state_format=FORMAT),
        opened_at=new.opened_at or utc_now(),
        data={"summary": new.summary, "steps": {}},
    )
    index_document(search.findable(ticket))
    attach_files(FILES, {"files": [str(each) for each in new.files]}, log.ref(ticket))
    offer(ticket, new.remedies)
    log.record(ticket, log.OPENED, new.summary or title, {"level": ticket.level}, at=ticket.opened_at)
    motion.begin(ticket)
    log.commit(ticket, "ticket.open", None)
    publish(
        contracts.TICKET_OPENED,
        {
            "ticket_id": str(ticket.id),
            "number": ticket.number,
            "kind": ticket.kind,
            "title": ticket.title,
            "level": ticket.level,
            "incident_id": str(ticket.incident_id) if ticket.incident_id else None,
            "item_id": str(ticket.item_id) if ticket.item_id else None,
            "opened_at": ticket.opened_at.isoformat(),
        },
    )
    return ticket


def offer(ticket: Ticket, remedies: Sequence[OfferedRemedy]) -> None:
    """Add remedies to a ticket; of those it has already, only the leave to start by itself may come later."""
    present = TicketRemedy.objects.filter(ticket=ticket)
    present.filter(key__in=[each.key for each in remedies if each.auto]).update(auto=True)
    known = set(present.values_list("key", flat=True))
    TicketRemedy.objects.bulk_create(
        TicketRemedy(
            ticket=ticket,
            key=each.key,
            title=each.title[:200],
            title_en=each.title_en[:200],
            job=each.job,
            item_id=each.item_id or ticket.item_id,
            params=dict(each.params),
            auto=each.auto,
        )
        for each in remedies
        if each.key not in known
    )


def start_over(ticket: Ticket) -> None:
    """Begin the process of a closed ticket anew, because its matter has come back; the caller commits.

    The log goes on, so the clocks do too: what was met stays met until the log says that it was reopened.
    """
    definition = current_process(ticket.kind)
    if definition is None:
        raise errors.no_process(ticket.kind)
    ticket.instance = ProcessInstance.objects.create(definition=definition, state=b"", state_format=FORMAT)
    ticket.state, ticket.resolved_at, ticket.closed_at, ticket.rating = Ticket.State.OPEN, None, None, None
    log.record(ticket, log.REOPENED, "故障再次发生，工单重新打开")
    motion.begin(ticket)


def _deployed(new: NewTicket) -> tuple[ProcessDefinition, SlaPolicy | None]:
    definition = current_process(new.kind)
    if definition is None:
        raise errors.no_process(new.kind)
    policy = current_policy(new.kind)
    if policy is not None and not levels_of(policy).knows(new.level):
        raise errors.unknown_level(new.level)
    return definition, policy


def _organisation_of(new: NewTicket) -> UUID | None:
    """The organisation that was named, else that of the item, else that of the person who opens the ticket."""
    if new.item_id is None:
        actor = current_actor()
        person = find_user(actor.id) if actor.kind == "user" else None
        return new.organisation_id or (person.organisation_id if person else None)
    item = inventory.items_views([new.item_id]).get(new.item_id)
    if item is None or inventory.unseen([new.item_id]):
        raise Invalid("no_item", "没有这个配置项。", [FieldError("/item", "没有这个配置项")])
    return new.organisation_id or item.organisation_id
