"""What people do with a ticket: claim, complete, transfer, return, comment."""

from typing import Any
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import Actor, FieldError, Forbidden, Invalid, UserView, utc_now
from tongyun.kernel.facade import (
    allows,
    attach_files,
    find_user,
    index_document,
    may,
    notify,
    publish,
    require,
)

from .. import contracts, errors, forms, search
from ..engine.machine import Machine
from ..models import Ticket, WorkItem
from . import log, motion, operations
from .deployment import blueprint_of, levels_of
from .scope import check_seen
from .to_dos import HANDLE, MANAGE, reach_of

MAX_COMMENT = 5000
"""Characters in one comment."""


@transaction.atomic
def claim(ticket_id: UUID, work_item_id: UUID) -> Ticket:
    """Take a to-do for oneself; taking it again changes nothing.

    Raises:
        Conflict: somebody else has it, or it is no longer open.
        Forbidden: it is meant for others.
    """
    actor = require(HANDLE)
    check_seen(ticket_id, HANDLE)
    ticket = motion.locked(ticket_id)
    row = _open_row(ticket, work_item_id)
    if _may_act(row, actor) and str(row.assignee_id) != actor.id:
        before = ticket.audit_view()
        said = f"签收“{row.title}”{_for_whom(row, actor)}"
        _give(row, ticket, UUID(actor.id))
        log.record(ticket, log.CLAIMED, said, {"step": row.key})
        log.commit(ticket, "ticket.claim", before)
    return ticket


@transaction.atomic
def complete_work_item(ticket_id: UUID, work_item_id: UUID, data: dict[str, Any]) -> Ticket:
    """Finish a to-do with the answers of its form; the process moves on.

    Raises:
        Conflict: somebody else was faster or has it.
        Forbidden: it is meant for others.
        Invalid: fields that the form does not own, or values that break its rules.
    """
    actor = require(HANDLE)
    check_seen(ticket_id, HANDLE)
    ticket = motion.locked(ticket_id)
    row = _open_row(ticket, work_item_id)
    _may_act(row, actor)
    schema = row.form.schema if row.form else {}
    forms.check(schema, data)
    attach_files(schema, data, log.ref(ticket), root="/data")
    before, said = ticket.audit_view(), f"完成“{row.title}”{_for_whom(row, actor)}"
    _give(row, ticket, UUID(actor.id))
    _finish(row, UUID(actor.id), data)
    ticket.data = {**ticket.data, "steps": {**ticket.data.get("steps", {}), row.key: data}}
    # The level comes first: a clock that this step stops is judged by the level that the step has found.
    _write_answers(ticket, forms.effects(schema, data))
    log.record(ticket, log.STEP_COMPLETED, said, {"step": row.key, "answers": data})
    motion.move(ticket, lambda machine: machine.complete(row.task_id))
    log.commit(ticket, "ticket.complete", before)
    publish(
        contracts.TICKET_STEP,
        {"ticket_id": str(ticket.id), "number": ticket.number, "kind": ticket.kind, "step": row.key, "by": actor.id},
    )
    return ticket


@transaction.atomic
def transfer(ticket_id: UUID, work_item_id: UUID, user_id: UUID, reason: str) -> Ticket:
    """Hand a to-do to another person; its holder may, a dispatcher always.

    Raises:
        Conflict: it is no longer open.
        Forbidden: it is somebody else's.
        Invalid: there is no such active person.
    """
    actor = require(HANDLE)
    check_seen(ticket_id, HANDLE)
    ticket = motion.locked(ticket_id)
    row = _open_row(ticket, work_item_id)
    if not allows(MANAGE, actor):
        _may_act(row, actor)
    person = find_user(user_id)
    if person is None or not person.active or not _is_known(person):
        raise Invalid("no_user", "没有这位可用的人员。", [FieldError("/user", "没有这位可用的人员")])
    before = ticket.audit_view()
    _give(row, ticket, person.id)
    details = {"step": row.key, "to": str(person.id), "reason": reason}
    event = log.record(ticket, log.TRANSFERRED, f"“{row.title}”转办给 {person.name}", details)
    log.commit(ticket, "ticket.transfer", before)
    notify(
        [person.id],
        f"转办给您：{row.title} {ticket.number}",
        reason or ticket.title,
        log.href(ticket),
        level="warning",
        category="ticket",
        dedupe=f"transfer:{event.id}",
    )
    return ticket


@transaction.atomic
def return_to_step(ticket_id: UUID, step: str, reason: str) -> Ticket:
    """Take the process back to an earlier human step; what followed is undone and runs again.

    Whoever holds the present to-do may, a dispatcher always.

    Raises:
        Conflict: the process has not been there, has ended, or another branch still runs.
        Forbidden: the present to-do is somebody else's.
        Invalid: no reason was given.
    """
    actor = require(HANDLE)
    check_seen(ticket_id, HANDLE)
    if not reason.strip():
        raise Invalid("no_reason", "请填写退回原因。", [FieldError("/reason", "必填")])
    ticket = motion.locked(ticket_id)
    if ticket.state == Ticket.State.CLOSED:
        raise errors.ticket_closed()
    if not allows(MANAGE, actor) and not any(map(reach_of(actor).holds, _open_rows(ticket))):
        raise errors.not_a_candidate()
    before = ticket.audit_view()
    known = blueprint_of(ticket.instance.definition).steps.get(step)
    title = known.title if known else step
    log.record(ticket, log.RETURNED, f"退回到“{title}”：{reason.strip()}", {"step": step, "reason": reason.strip()})
    if ticket.state == Ticket.State.RESOLVED and known is not None:
        operations.reopen(ticket, known)
    motion.move(ticket, lambda machine: Machine.return_to(machine, step))
    log.commit(ticket, "ticket.return", before)
    return ticket


@transaction.atomic
def comment(ticket_id: UUID, text: str) -> Ticket:
    """Add words to the timeline; possible on closed tickets too, which changes nothing else.

    Raises:
        Invalid: nothing was said, or too much.
    """
    require(HANDLE)
    check_seen(ticket_id, HANDLE)
    words = text.strip()
    if not words or len(words) > MAX_COMMENT:
        raise Invalid("bad_comment", f"请输入 1 到 {MAX_COMMENT} 个字。", [FieldError("/text", "长度不符")])
    ticket = motion.locked(ticket_id)
    before = ticket.audit_view()
    log.record(ticket, log.COMMENTED, words)
    log.commit(ticket, "ticket.comment", before)
    return ticket


def _is_known(person: UserView) -> bool:
    """Whether a person is among those the actor may see; who may see nobody knows only whom others name."""
    return not may("user:read") or may("user:read", organisation=person.organisation_id, owner=person.id)


def _open_row(ticket: Ticket, work_item_id: UUID) -> WorkItem:
    row = WorkItem.objects.select_related("form", "assignee", "done_by").filter(ticket=ticket, id=work_item_id).first()
    if row is None:
        raise errors.no_task()
    if row.state != WorkItem.State.OPEN:
        raise errors.already_done(row.title, row.done_by.name if row.done_by else "")
    return row


def _open_rows(ticket: Ticket) -> list[WorkItem]:
    return list(WorkItem.objects.filter(ticket=ticket, state=WorkItem.State.OPEN))


def _may_act(row: WorkItem, actor: Actor) -> bool:
    """True, or the reason why the actor may not act on the to-do."""
    if actor.kind != "user":
        raise Forbidden("people_only", "待办只能由人处理。")
    if reach_of(actor).holds(row):
        return True
    if row.assignee is not None:
        raise errors.claimed_by(row.assignee.name)
    raise errors.not_a_candidate()


def _for_whom(row: WorkItem, actor: Actor) -> str:
    """The words that name the absent one for whom the actor stands in, if the to-do is that one's."""
    if row.assignee is None or str(row.assignee_id) == actor.id:
        return ""
    return f"（代 {row.assignee.name}）"


def _give(row: WorkItem, ticket: Ticket, person: UUID) -> None:
    row.assignee_id = person
    row.save()
    ticket.assignee_id = person
    index_document(search.findable(ticket))


def _finish(row: WorkItem, person: UUID, data: dict[str, Any]) -> None:
    row.state = WorkItem.State.DONE
    row.done_at = utc_now()
    row.done_by_id = person
    row.data = data
    row.save()


def _write_answers(ticket: Ticket, written: dict[str, Any]) -> None:
    if "title" in written:
        ticket.title = str(written["title"])[:500]
        index_document(search.findable(ticket))
    if "rating" in written:
        ticket.rating = int(written["rating"])
    if "level" in written:
        # From now on the level is a person's word, which no alert overrules.
        ticket.data = {**ticket.data, "level_confirmed": True}
        set_level(ticket, int(written["level"]))


def set_level(ticket: Ticket, level: int) -> None:
    """Change the level of a locked ticket; the clocks follow the log.

    Raises:
        Invalid: the service levels do not have it.
    """
    if level == ticket.level:
        return
    title = str(level)
    if ticket.policy is not None:
        levels = levels_of(ticket.policy)
        if not levels.knows(level):
            raise errors.unknown_level(level)
        title = levels.level_title(level)
    log.record(ticket, log.LEVEL_CHANGED, f"定级为{title}", {"level": level, "from": ticket.level})
    ticket.level = level
