"""Remedies: start the job that a rule offered, and write how it went into the ticket."""

from uuid import UUID

from django.db import transaction

from tongyun.jobs.contracts import RUN_FINISHED, RUN_STARTED
from tongyun.jobs.facade import run_view, start_run
from tongyun.kernel.contracts import Conflict, Message, NotFound, Problem
from tongyun.kernel.facade import acting_as, publish_live, require, subscribe, system_actor

from .. import errors
from ..models import Ticket, TicketRemedy
from . import log, motion
from .scope import check_seen
from .to_dos import HANDLE

RUNNING = frozenset({"queued", "running"})
STATE_WORDS = {
    "queued": "已排队",
    "running": "执行中",
    "succeeded": "成功",
    "failed": "失败",
    "cancelled": "已取消",
    "lost": "失去联系",
}


@transaction.atomic
def start_remedy(ticket_id: UUID, key: str) -> TicketRemedy:
    """Start a remedy; again only once the last run has ended.

    Raises:
        NotFound: the ticket offers no such remedy.
        Conflict: the ticket is closed, or the remedy is still running.
    """
    require(HANDLE)
    check_seen(ticket_id, HANDLE)
    ticket = motion.locked(ticket_id)
    if ticket.state == Ticket.State.CLOSED:
        raise errors.ticket_closed()
    remedy = TicketRemedy.objects.filter(ticket=ticket, key=key).first()
    if remedy is None:
        raise NotFound("no_remedy", "这张工单没有这项处置作业。")
    if remedy.run_state in RUNNING:
        raise Conflict("remedy_running", f"“{remedy.title}”正在执行。")
    before = ticket.audit_view()
    _start(ticket, remedy)
    log.commit(ticket, "ticket.remedy", before)
    return remedy


def start_automatic(ticket: Ticket) -> None:
    """Start what the rule allows to start by itself; a job that cannot start is noted and leaves the rest alone."""
    remedies = list(TicketRemedy.objects.filter(ticket=ticket, auto=True, run_id=None))
    if not remedies:
        return
    before = ticket.audit_view()
    with acting_as(system_actor("自动处置")):
        for remedy in remedies:
            try:
                with transaction.atomic():
                    _start(ticket, remedy, key=f"ticket:{ticket.id}:{remedy.key}")
            except Problem as problem:
                ticket.refresh_from_db(fields=["log_length"])
                text = f"“{remedy.title}”未能启动：{problem.detail}"
                log.record(ticket, log.REMEDY_REFUSED, text, {"key": remedy.key, "code": problem.code})
                ticket.save()
        log.commit(ticket, "ticket.remedy", before)


def _start(ticket: Ticket, remedy: TicketRemedy, key: str | None = None) -> None:
    actor = require(HANDLE)
    targets = [remedy.item_id] if remedy.item_id else []
    run = start_run(
        remedy.job,
        targets=targets,
        params=remedy.params,
        requested_by=actor,
        source=log.ref(ticket),
        key=key,
    )
    remedy.run_id, remedy.run_state = run.id, run.state
    remedy.save()
    log.record(ticket, log.REMEDY_STARTED, f"启动“{remedy.title}”", {"key": remedy.key, "run": str(run.id)})
    ticket.save()


def on_started(message: Message) -> None:
    """An agent has begun with a run, perhaps again after a retry. Messages may overtake each other, so the run itself
    is asked how it stands."""
    run_id = UUID(message.payload["run_id"])
    rows = TicketRemedy.objects.filter(run_id=run_id)
    if rows.exists():
        rows.update(run_state=run_view(run_id).state)
        publish_live("ticket", topic=log.LIVE_TOPIC)


def on_finished(message: Message) -> None:
    """A run has ended; if a ticket started it, its timeline says how."""
    run_id = UUID(message.payload["run_id"])
    ticket_id = TicketRemedy.objects.filter(run_id=run_id).values_list("ticket_id", flat=True).first()
    if ticket_id is None:
        return
    ticket = motion.locked(ticket_id)
    remedy = TicketRemedy.objects.get(ticket=ticket, run_id=run_id)
    remedy.run_state = str(message.payload["state"])
    remedy.save()
    before = ticket.audit_view()
    text = f"“{remedy.title}”{STATE_WORDS.get(remedy.run_state, remedy.run_state)}"
    data = {"key": remedy.key, "run": str(run_id), "state": remedy.run_state}
    log.record(ticket, log.REMEDY_FINISHED, text, data)
    log.commit(ticket, "ticket.remedy", before)


def wire() -> None:
    """Hear of runs that began and ended."""
    subscribe(RUN_STARTED, "process.run.started", on_started)
    subscribe(RUN_FINISHED, "process.run.finished", on_finished)
