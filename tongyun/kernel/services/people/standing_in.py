"""Arrange who stands in during leave, and take it back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from ...contracts import Actor, Conflict, FieldError, Forbidden, Invalid, NotFound, Ref, utc_now
from ...models import Substitution, User
from ..audit import audit
from ..context import current_actor
from ..notify import notify
from ..permissions import allows

MANAGE = "substitution:manage"
LONGEST = timedelta(days=366)
HREF = "/admin/substitutions"


@transaction.atomic
def arrange_substitution(
    absent_id: UUID, substitute_id: UUID, starts_at: datetime, ends_at: datetime, reason: str, note: str = ""
) -> Substitution:
    """Let somebody stand in for a person during `[starts_at, ends_at)`; the substitute is told.

    Everybody may do so for themselves; for others it needs substitution:manage.

    Raises:
        Forbidden: it is somebody else's leave.
        Invalid: the times, the reason or the substitute are not usable, or the two would stand in for each other.
        Conflict: the same substitute is arranged for a part of that time.
    """
    _refuse_others(absent_id, current_actor())
    people = User.objects.filter(id__in=[absent_id, substitute_id], active=True)
    # Both are locked in one order: two arrangements at once cannot make a ring unseen.
    found = {user.id: user for user in people.select_for_update().order_by("id")}
    _check(absent_id, substitute_id, starts_at, ends_at, reason, found)
    meanwhile = Substitution.objects.filter(cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if meanwhile.filter(absent_id=absent_id, substitute_id=substitute_id).exists():
        raise Conflict("arranged", f"这段时间已由 {found[substitute_id].name} 代理。")
    if _leads_to(substitute_id, absent_id, meanwhile):
        said = f"{found[substitute_id].name} 在这段时间也不在岗，并由您选择的离岗人代理，形成循环"
        raise Invalid("ring", f"{said}。", [FieldError("/substitute_id", said)])
    row = Substitution.objects.create(
        absent_id=absent_id,
        substitute_id=substitute_id,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        note=note[:300],
    )
    audit("substitution.arranged", _ref(found[absent_id]), None, _state(row, found[substitute_id]))
    notify(
        [substitute_id],
        f"{found[absent_id].name} 离岗期间由您代理",
        f"{_spoken(starts_at)} 至 {_spoken(ends_at)}，其待办和值班通知由您接收。",
        HREF,
        category="substitution",
        dedupe=f"substitution:{row.id}",
    )
    return row


@transaction.atomic
def cancel_substitution(row_id: UUID) -> Substitution:
    """End a substitution now, or take it back before it begins; the substitute is told.

    The absent one may, and whoever holds substitution:manage.

    Raises:
        NotFound: there is none that the asking person may see.
        Conflict: it is over.
    """
    rows = Substitution.objects.select_for_update(of=("self",)).select_related("absent", "substitute")
    row = rows.filter(id=row_id).first()
    actor = current_actor()
    if row is None or not may_see(row, actor):
        raise NotFound("no_substitution", "没有这条代理安排。")
    _refuse_others(row.absent_id, actor)
    if row.cancelled_at is not None or row.ends_at <= utc_now():
        raise Conflict("over", "代理已经结束。")
    before = _state(row, row.substitute)
    row.cancelled_at = utc_now()
    row.save()
    audit("substitution.cancelled", _ref(row.absent), before, _state(row, row.substitute))
    title = f"{row.absent.name} 的代理已结束"
    notify([row.substitute_id], title, "", HREF, category="substitution", dedupe=f"substitution-over:{row.id}")
    return row


def may_see(row: Substitution, actor: Actor) -> bool:
    """Whether an arrangement concerns the actor, or the actor looks after all of them."""
    return actor.id in {str(row.absent_id), str(row.substitute_id)} or allows(MANAGE, actor)


def seen_by(actor: Actor) -> QuerySet[Substitution]:
    """The arrangements that an actor may see."""
    rows = Substitution.objects.select_related("absent__organisation", "substitute__organisation")
    return rows if allows(MANAGE, actor) else rows.filter(Q(absent_id=actor.id) | Q(substitute_id=actor.id))


def _refuse_others(absent_id: UUID, actor: Actor) -> None:
    if actor.id != str(absent_id) and not allows(MANAGE, actor):
        raise Forbidden("forbidden", "只能安排自己的代理；为他人安排需要“管理代理”权限。")


def _check(
    absent: UUID, substitute: UUID, starts_at: datetime, ends_at: datetime, reason: str, people: dict[UUID, User]
) -> None:
    found = []
    if absent not in people:
        found.append(FieldError("/absent_id", "没有这位可用的人员"))
    if substitute not in people:
        found.append(FieldError("/substitute_id", "没有这位可用的人员"))
    if absent == substitute:
        found.append(FieldError("/substitute_id", "代理人不能是本人"))
    if ends_at <= starts_at or ends_at <= utc_now():
        found.append(FieldError("/ends_at", "结束时间须晚于开始时间和现在"))
    elif ends_at - starts_at > LONGEST:
        found.append(FieldError("/ends_at", "代理时间不能超过一年"))
    if reason not in Substitution.Reason.values:
        found.append(FieldError("/reason", "原因不在可选范围内"))
    if found:
        raise Invalid("bad_substitution", "代理安排有误。", found)


def _leads_to(start: UUID, end: UUID, rows: QuerySet[Substitution]) -> bool:
    """Whether the chain of substitutes that begins at one person comes to another."""
    following: dict[UUID, set[UUID]] = {}
    for absent, substitute in rows.values_list("absent_id", "substitute_id"):
        following.setdefault(absent, set()).add(substitute)
    waiting, seen = [start], set()
    while waiting:
        person = waiting.pop()
        if person == end:
            return True
        if person not in seen:
            seen.add(person)
            waiting.extend(following.get(person, ()))
    return False


def _state(row: Substitution, substitute: User) -> dict[str, str | None]:
    return {
        "substitute": substitute.name,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "reason": row.reason,
        "cancelled_at": row.cancelled_at.isoformat() if row.cancelled_at else None,
    }


def _ref(user: User) -> Ref:
    return Ref("user", str(user.id), str(user))


def _spoken(moment: datetime) -> str:
    return localtime(moment).strftime("%Y-%m-%d %H:%M")
