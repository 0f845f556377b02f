"""Groups, posts and who holds them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from ...contracts import Conflict, FieldError, Invalid, NotFound, Ref, refuse_stale
from ...models import Appointment, Group, Membership, Organisation, Post, User
from ..audit import audit
from ..organisations.fields import CODE
from ..permissions import refuse_own_gain, require
from ..texts import unprintable
from ..work import publish

MANAGE = "group:manage"
MAX_MEMBERS_AT_ONCE = 5000

T = TypeVar("T", Group, Post)


@transaction.atomic
def save_group(group_id: UUID | None, version: int, fields: dict[str, Any]) -> Group:
    """Make a group (no id) or change one. Needs group:manage.

    Raises:
        Conflict: the code is taken.
        Stale: somebody saved first.
        Invalid: a field breaks its rule.
    """
    require(MANAGE)
    if fields.get("organisation_id") and not Organisation.objects.filter(id=fields["organisation_id"]).exists():
        raise Invalid("bad_group", "没有这个机构。", [FieldError("/organisation_id", "没有这个机构")])
    return _save(Group, "group", group_id, version, fields)


@transaction.atomic
def save_post(post_id: UUID | None, version: int, fields: dict[str, Any]) -> Post:
    """Make a post (no id) or change one. Needs group:manage. Raises as `save_group` does."""
    require(MANAGE)
    return _save(Post, "post", post_id, version, fields)


@transaction.atomic
def change_members(group_id: UUID, add: Sequence[UUID], remove: Sequence[UUID]) -> Group:
    """Take people into a group and out of it. Who is in already, or not in, is passed over. Needs group:manage.

    Raises:
        Invalid: somebody does not exist or is switched off, or there are too many at once.
    """
    require(MANAGE)
    if len(add) + len(remove) > MAX_MEMBERS_AT_ONCE:
        raise Invalid("too_many", f"一次最多 {MAX_MEMBERS_AT_ONCE} 人。")
    group = Group.objects.select_for_update().filter(id=group_id).first()
    if group is None:
        raise NotFound("no_group", "没有这个用户组。")
    known = set(User.objects.filter(id__in=add, active=True).values_list("id", flat=True))
    if missing := set(add) - known:
        raise Invalid("no_user", f"有 {len(missing)} 人不存在或已停用。", [FieldError("/add", "不存在或已停用")])
    held = set(Membership.objects.filter(group=group).values_list("user_id", flat=True))
    new, gone = known - held, held & set(remove) - known
    refuse_own_gain(group, new)
    Membership.objects.bulk_create(Membership(group=group, user_id=user) for user in sorted(new))
    Membership.objects.filter(group=group, user_id__in=gone).delete()
    if new or gone:
        before = {"removed": sorted(map(str, gone))} if gone else {}
        after = {"added": sorted(map(str, new))} if new else {}
        audit("group.members", Ref("group", str(group.id), group.name), before, after)
        publish("group.changed", {"group_id": str(group.id)})
    return group


@transaction.atomic
def appoint(user_id: UUID, post_id: UUID, organisation_id: UUID, since: date, until: date | None = None) -> Appointment:
    """Give a person a post in a unit, from a day on. Needs group:manage.

    Raises:
        Invalid: the person, post or unit is not there, or the dates are in the wrong order.
        Conflict: the person holds the post there already.
    """
    require(MANAGE)
    user = User.objects.filter(id=user_id, active=True).first()
    post = Post.objects.filter(id=post_id, active=True).first()
    unit = Organisation.objects.filter(id=organisation_id, valid_to=None).first()
    named = (("/user_id", "人员", user), ("/post_id", "岗位", post), ("/organisation_id", "机构", unit))
    found = [FieldError(path, f"没有这个可用的{word}") for path, word, row in named if row is None]
    if until is not None and until <= since:
        found.append(FieldError("/until", "结束日期须晚于开始日期"))
    if found or user is None or post is None or unit is None:
        raise Invalid("bad_appointment", "任职信息有误。", found)
    refuse_own_gain(post, [user.id])
    same = Appointment.objects.filter(user=user, post=post, organisation=unit).exclude(until__lte=since)
    if same.filter(since__lt=until).exists() if until else same.exists():
        raise Conflict("appointed", f"{user.name} 在“{unit.name}”已任“{post.name}”。")
    row = Appointment.objects.create(user=user, post=post, organisation=unit, since=since, until=until)
    after = {"post": post.name, "organisation": unit.name, "since": since.isoformat(), "until": _day(until)}
    audit("user.appointed", Ref("user", str(user.id), str(user)), None, after)
    publish("user.appointed", {"user_id": str(user.id), "post_id": str(post.id), "organisation_id": str(unit.id)})
    return row


@transaction.atomic
def end_appointment(appointment_id: UUID, on: date | None = None) -> Appointment:
    """End an appointment on a day (default: today); one that has not begun is void. Needs group:manage.

    Raises:
        Conflict: it has ended.
    """
    require(MANAGE)
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("user", "post", "organisation")
    row = rows.filter(id=appointment_id).first()
    if row is None:
        raise NotFound("no_appointment", "没有这条任职记录。")
    if row.until is not None and row.until <= localdate():
        raise Conflict("ended", "任职已经结束。")
    day = max(on or localdate(), row.since)
    before = {"post": row.post.name, "organisation": row.organisation.name, "until": _day(row.until)}
    row.until = day
    row.save()
    audit(
        "user.appointment_ended", Ref("user", str(row.user_id), str(row.user)), before, {**before, "until": _day(day)}
    )
    publish("user.appointed", {"user_id": str(row.user_id), "post_id": str(row.post_id)})
    return row


def _save(model: type[T], kind: str, row_id: UUID | None, version: int, fields: dict[str, Any]) -> T:
    found = _problems(fields, new=row_id is None)
    if found:
        raise Invalid(f"bad_{kind}", "内容有误。", found)
    same = model.objects.filter(code=fields.get("code", ""))
    if (same.exclude(id=row_id) if row_id else same).exists():
        raise Conflict("duplicate_code", f"编码“{fields['code']}”已被使用。", [FieldError("/code", "已被使用")])
    if row_id is None:
        row = model(**fields)
        row.save(force_insert=True)
        audit(f"{kind}.created", Ref(kind, str(row.id), row.name), None, fields)
        return row
    held = model.objects.select_for_update().filter(id=row_id).first()
    if held is None:
        raise NotFound(f"no_{kind}", "没有这条记录。")
    return _change(held, kind, version, fields)


def _change(row: T, kind: str, version: int, fields: dict[str, Any]) -> T:
    refuse_stale(row.version, version)
    before = {key: getattr(row, key) for key in fields}
    if before == fields:
        return row
    for key, value in fields.items():
        setattr(row, key, value)
    row.version += 1
    row.save()
    audit(f"{kind}.edited", Ref(kind, str(row.id), row.name), before, fields)
    return row


def _problems(fields: dict[str, Any], *, new: bool) -> list[FieldError]:
    found = []
    if (new or "code" in fields) and not CODE.fullmatch(fields.get("code", "")):
        found.append(FieldError("/code", "编码须为 1 至 64 位字母、数字、点、下划线或连字符"))
    name = fields.get("name", "")
    if (new or "name" in fields) and (not name.strip() or len(name) > 100 or unprintable(name)):
        found.append(FieldError("/name", "请输入 1 至 100 字的名称"))
    if len(fields.get("description", "")) > 2000:
        found.append(FieldError("/description", "说明不能超过 2000 字"))
    return found


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
