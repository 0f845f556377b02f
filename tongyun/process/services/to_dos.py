"""Keep the to-do rows equal to the engine's open human tasks: none lost, none doubled."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tongyun.kernel.contracts import Actor
from tongyun.kernel.facade import (
    allows,
    current_actor,
    duty_users,
    find_user,
    notify,
    stands_in_for,
    users_with,
    with_substitutes,
)

from ..engine.blueprint import Step
from ..engine.machine import OpenTask
from ..models import Ticket, WorkItem
from . import log
from .deployment import current_form

DUTY_GROUP = "duty"
"""The candidates group of whoever is on duty; without a group a to-do is for everybody who handles tickets."""

HANDLE = "ticket:handle"
MANAGE = "ticket:manage"
DUTY = "duty:receive"


def align(ticket: Ticket, tasks: Sequence[OpenTask]) -> None:
    """Open a row for each new task and cancel the rows whose task is gone."""
    rows = {row.task_id: row for row in WorkItem.objects.filter(instance=ticket.instance, state=WorkItem.State.OPEN)}
    open_ids = {task.id for task in tasks}
    gone = [row.id for task_id, row in rows.items() if task_id not in open_ids]
    if gone:
        WorkItem.objects.filter(id__in=gone).update(state=WorkItem.State.CANCELLED)
    for task in tasks:
        if task.id not in rows:
            _open(ticket, task)


@dataclass(frozen=True)
class Reach:
    """Which to-dos a person may act on: those of ``people`` (oneself, and whoever one stands in for during leave), and
    those that nobody has and that are meant for one of ``groups``.
    """

    people: frozenset[UUID]
    groups: tuple[str, ...]

    def holds(self, row: WorkItem) -> bool:
        """Whether a to-do is within it."""
        return row.assignee_id in self.people if row.assignee_id is not None else row.candidates in self.groups


def reach_of(actor: Actor) -> Reach:
    """The reach of an actor; a substitute gets the to-dos of the absent one, never a permission."""
    if actor.kind != "user":
        return Reach(frozenset(), ())
    absent = stands_in_for(UUID(actor.id))
    on_duty = allows(DUTY, actor) or not absent.isdisjoint(users_with(DUTY) if absent else ())
    return Reach(frozenset({UUID(actor.id), *absent}), ("", DUTY_GROUP) if on_duty else ("",))


def people_of(row: WorkItem) -> list[UUID]:
    """Who should act on a to-do: its assignee or whoever is on duty; for those away, whoever stands in."""
    return with_substitutes([row.assignee_id]) if row.assignee_id else duty_users(row.ticket.organisation_id)


def _open(ticket: Ticket, task: OpenTask) -> None:
    step = task.step
    row = WorkItem.objects.create(
        instance=ticket.instance,
        ticket=ticket,
        task_id=task.id,
        key=step.key,
        title=step.title,
        form=current_form(step.form) if step.form else None,
        candidates=step.candidates,
        candidates_title=step.group.title[:200],
        candidates_title_en=step.group.title_en[:200],
        assignee_id=_person_for(ticket, step),
    )
    actor = current_actor()
    notify(
        [person for person in people_of(row) if str(person) != actor.id],
        f"待办：{row.title} {ticket.number}",
        ticket.title,
        log.href(ticket),
        level="critical" if ticket.level == 1 else "warning",
        category="ticket",
        dedupe=f"work:{row.id}",
    )


def _person_for(ticket: Ticket, step: Step) -> UUID | None:
    """The ticket's assignee where the process keeps the person, as long as that one is still there."""
    if not step.keeps_person or ticket.assignee_id is None:
        return None
    user = find_user(ticket.assignee_id)
    return user.id if user is not None and user.active else None
