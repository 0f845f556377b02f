"""Retire, merge and reinstate a unit. Nothing is removed: what points at a unit that ended keeps its name."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from ...contracts import Conflict, FieldError, Invalid
from ...models import Appointment, Group, Organisation, User
from ..audit import audit
from ..people.history import remember_users
from ..permissions import require
from ..searching.people import index_people
from ..work import publish
from .changing import MANAGE, ref, save, tell
from .history import remember, state_of
from .tree import locked_unit, no_unit, reattach, refuse_namesake

MERGED = "organisation.merged"


@transaction.atomic
def retire_organisation(unit_id: UUID, reason: str) -> Organisation:
    """End a unit today. Needs organisation:manage.

    Raises:
        Conflict: it has ended already, or active units or people still belong to it.
        Invalid: no reason was given.
    """
    require(MANAGE)
    _refuse_no_reason(reason)
    row = locked_unit(unit_id)
    _refuse_ended(row)
    children = Organisation.objects.filter(parent=row, valid_to=None).count()
    people = User.objects.filter(organisation=row, active=True).count()
    if children or people:
        held = [f"{n} {word}" for n, word in ((children, "个下级机构"), (people, "名在用人员")) if n]
        raise Conflict("in_use", f"“{row.name}”下还有{'、'.join(held)}，请先移走，或改用合并。")
    before, today = state_of(row), localdate()
    row.valid_to = today
    save(row)
    _end_appointments(row, today)
    remember([row], "retired", reason)
    audit("organisation.retired", ref(row), before, state_of(row))
    tell(row, "retired")
    return row


@transaction.atomic
def reinstate_organisation(unit_id: UUID) -> Organisation:
    """Take a retirement back. Needs organisation:manage.

    Raises:
        Conflict: the unit has not ended, was merged into another, its parent has ended, or its name was given anew.
    """
    require(MANAGE)
    row = locked_unit(unit_id)
    if row.valid_to is None:
        raise Conflict("not_retired", f"“{row.name}”没有撤销。")
    if row.merged_into_id is not None:
        raise Conflict("merged", f"“{row.name}”已并入其他机构，不能恢复；需要时请新建。")
    if row.parent is not None and row.parent.valid_to is not None:
        raise Conflict("parent_retired", f"上级“{row.parent.name}”已撤销，请先恢复上级。")
    refuse_namesake(row.name, row.parent_id, row.id)
    before = state_of(row)
    row.valid_to = None
    save(row)
    remember([row], "reinstated")
    audit("organisation.reinstated", ref(row), before, state_of(row))
    tell(row, "reinstated")
    return row


@transaction.atomic
def merge_organisations(unit_id: UUID, into_id: UUID, reason: str) -> Organisation:
    """End a unit and hand its units, people, posts and groups to another. Needs organisation:manage.

    The unit that ended stays in the tree, under the one that took it over: its old tickets and records keep its name
    and are in the scope of whoever may see the other. Returns the other.

    Raises:
        Conflict: one of the two has ended, or names would collide.
        Invalid: no reason was given, or the other is the same or below the first.
    """
    require(MANAGE)
    _refuse_no_reason(reason)
    source, target = _both(unit_id, into_id)
    _refuse_ended(source)
    _refuse_ended(target)
    children = list(Organisation.objects.select_for_update().filter(parent=source).exclude(id=target.id))
    before, today = state_of(source), localdate()
    if target.id in _below(source):
        said = f"“{target.name}”在“{source.name}”之下，请先把它移出"
        raise Invalid("cycle", f"{said}。", [FieldError("/into", said)])
    for child in children:
        if child.valid_to is None:
            refuse_namesake(child.name, target.id, child.id)
        reattach(child, target)
        save(child)
    remember(children, "moved", reason)
    people = _hand_over_people(source, target, reason)
    _hand_over_appointments(source, target, today)
    Group.objects.filter(organisation=source).update(organisation=target)
    source.valid_to, source.merged_into = today, target
    reattach(source, target)
    save(source)
    save(target)
    remember([source], "merged", reason)
    remember([target], "absorbed", reason)
    moved = {"people": len(people), "units": [str(child.id) for child in children]}
    audit("organisation.merged", ref(source), before, {**state_of(source), **moved})
    publish(MERGED, {"organisation_id": str(source.id), "into": str(target.id), "name": source.name})
    return target


def _both(unit_id: UUID, into_id: UUID) -> tuple[Organisation, Organisation]:
    if unit_id == into_id:
        raise Invalid("same", "不能并入自身。", [FieldError("/into", "不能并入自身")])
    # One order for everybody: two merges that meet cannot wait for each other.
    locked = {
        row.id: row for row in Organisation.objects.select_for_update().filter(id__in=[unit_id, into_id]).order_by("id")
    }
    if unit_id not in locked:
        raise no_unit()
    if into_id not in locked:
        raise Invalid("no_target", "没有要并入的机构。", [FieldError("/into", "没有这个机构")])
    return locked[unit_id], locked[into_id]


def _below(unit: Organisation) -> set[UUID]:
    return set(unit.links_down.values_list("below_id", flat=True))


def _hand_over_people(source: Organisation, target: Organisation, reason: str) -> list[User]:
    people = list(User.objects.filter(organisation=source))
    for user in people:
        user.organisation = target
        user.version += 1
    User.objects.bulk_update(people, ["organisation", "version"], batch_size=500)
    remember_users(people, "moved", reason)
    index_people(people)
    return people


def _hand_over_appointments(source: Organisation, target: Organisation, today: date) -> None:
    """Posts in the unit end today and go on in the other, unless the person holds the same post there."""
    held = list(Appointment.objects.filter(organisation=source, until=None))
    there = set(Appointment.objects.filter(organisation=target, until=None).values_list("user_id", "post_id"))
    _end_appointments(source, today)
    Appointment.objects.bulk_create(
        [
            Appointment(user_id=row.user_id, post_id=row.post_id, organisation=target, since=max(today, row.since))
            for row in held
            if (row.user_id, row.post_id) not in there
        ],
        batch_size=500,
    )


def _end_appointments(unit: Organisation, today: date) -> None:
    open_ones = Appointment.objects.filter(organisation=unit, until=None)
    open_ones.filter(since__gt=today).delete()
    open_ones.update(until=today)


def _refuse_ended(row: Organisation) -> None:
    if row.valid_to is not None:
        raise Conflict("retired", f"“{row.name}”已撤销。")


def _refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("no_reason", "请填写原因。", [FieldError("/reason", "必填")])
