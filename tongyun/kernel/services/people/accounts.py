"""Create, edit, switch off and on an account. Real names; the password is chosen by the person alone."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from ...contracts import Conflict, FieldError, Invalid, NotFound, Ref, Task, refuse_stale, utc_now
from ...contracts.personal import unmasked
from ...models import ApiToken, Invitation, Session, User
from ..audit import audit
from ..context import acting_as, current_actor, system_actor
from ..permissions import may, protect_administrator, refuse_last_administrator, require, users_with
from ..searching.people import index_person
from ..work import publish, register_handler, run_every
from .fields import EDITABLE, PERSONAL, UserDraft, problems, unit_problem
from .history import remember_users, state_of

MANAGE = "user:manage"
CHANGED = "user.changed"
EXPIRY_TASK = "kernel.account_expiry"
EXPIRY_EVERY_S = 600.0


@transaction.atomic
def create_user(draft: UserDraft) -> User:
    """Make an account that no password opens yet: its owner is invited to choose one. Needs user:manage.

    Raises:
        Invalid: a field breaks its rule, or there is no such unit.
        Conflict: the user name is taken.
    """
    require(MANAGE)
    values = asdict(draft)
    refuse(problems(values) + unit_problem(draft.organisation_id))
    require(MANAGE, organisation=draft.organisation_id)
    if User.objects.filter(username__iexact=draft.username).exists():
        raise Conflict(
            "duplicate_username", f"用户名“{draft.username}”已被使用。", [FieldError("/username", "已被使用")]
        )
    user = User(**{**values, "name": draft.name.strip()})
    user.set_password(None)
    user.save(force_insert=True)
    remember_users([user], "created")
    index_person(user)
    audit("user.created", ref(user), None, state_of(user))
    tell(user, "created")
    return user


@transaction.atomic
def edit_user(user_id: UUID, version: int, changes: Mapping[str, Any], reason: str = "") -> User:
    """Change what is said of a person, the unit included. Needs user:manage.

    Raises:
        Stale: somebody saved first.
        Invalid: a field breaks its rule or is not one of `EDITABLE`.
    """
    require(MANAGE)
    unknown = changes.keys() - EDITABLE
    if unknown:
        raise Invalid("not_editable", f"不能修改：{'、'.join(sorted(unknown))}。")
    user = managed_user(user_id)
    refuse_stale(user.version, version)
    moves = "organisation_id" in changes and changes["organisation_id"] != user.organisation_id
    if moves:
        require(MANAGE, organisation=changes["organisation_id"])
    changes = {
        **changes,
        **{key: unmasked(kind, changes[key], getattr(user, key)) for key, kind in PERSONAL.items() if key in changes},
    }
    refuse(problems(changes) + (unit_problem(changes["organisation_id"]) if moves else []))
    before, locale = state_of(user), user.locale
    for key, value in changes.items():
        setattr(user, key, value.strip() if key == "name" else value)
    after = state_of(user)
    if after == before and user.locale == locale:
        return user
    save(user)
    remember_users([user], "moved" if moves else "edited", reason)
    audit("user.moved" if moves else "user.edited", ref(user), before, after)
    tell(user, "edited")
    return user


@transaction.atomic
def deactivate_user(user_id: UUID, reason: str) -> User:
    """Switch an account off: its sessions end, its tokens and invitations are void. Needs user:manage.

    Raises:
        Invalid: no reason was given.
        Conflict: it is one's own, it is off already, or nobody could manage accounts any more.
    """
    actor = require(MANAGE)
    if not reason.strip():
        raise Invalid("no_reason", "请填写停用原因。", [FieldError("/reason", "必填")])
    user = managed_user(user_id)
    if not user.active:
        raise Conflict("inactive", f"“{user.name}”的账号已停用。")
    if actor.id == str(user.id):
        raise Conflict("own_account", "不能停用自己的账号。")
    refuse_last_administrator(user.id)
    if users_with(MANAGE) == [user.id]:
        raise Conflict("last_manager", "这是最后一位能管理账号的人，不能停用。")
    return _switch_off(user, reason)


@transaction.atomic
def activate_user(user_id: UUID) -> User:
    """Switch an account on again. Needs user:manage.

    Raises:
        Conflict: it is on, its unit has ended, or its validity has.
    """
    require(MANAGE)
    user = managed_user(user_id)
    if user.active:
        raise Conflict("active", f"“{user.name}”的账号没有停用。")
    if user.valid_to is not None and user.valid_to <= localdate():
        raise Conflict("expired", "账号的有效期已过，请先修改有效期。")
    if found := unit_problem(user.organisation_id):
        raise Conflict("no_unit", f"所属机构不可用（{found[0].message}），请先调整所属机构。")
    before = state_of(user)
    user.active, user.failed_logins, user.locked_until = True, 0, None
    save(user)
    remember_users([user], "activated")
    audit("user.activated", ref(user), before, state_of(user))
    tell(user, "activated")
    return user


def expire_accounts(task: Task) -> None:
    """Switch off the accounts whose validity has ended."""
    over = User.objects.select_for_update().filter(active=True, valid_to__lte=localdate())
    with acting_as(system_actor("账号有效期")):
        for user in over[:500]:
            _switch_off(user, "账号有效期已到")


def locked_user(user_id: UUID) -> User:
    """An account, locked until the end of the transaction; raises NotFound."""
    user = User.objects.select_for_update().filter(id=user_id).first()
    if user is None:
        raise no_user()
    return user


def no_user() -> NotFound:
    """There is no such person, or none that the actor may know of."""
    return NotFound("no_user", "没有这个用户。")


def managed_user(user_id: UUID) -> User:
    """An account that the actor may manage, locked: in scope, and not of another administrator (三权分立)."""
    user = locked_user(user_id)
    if not may(MANAGE, organisation=user.organisation_id):
        raise no_user()
    protect_administrator(user.id)
    return user


def refuse(found: list[FieldError]) -> None:
    """Raise Invalid for what is wrong with an account."""
    if found:
        raise Invalid("bad_user", "用户的内容有误。", found)


def save(user: User) -> None:
    """Write a changed account as its next version."""
    user.version += 1
    user.save()
    index_person(user)


def ref(user: User) -> Ref:
    """The account as the audit trail names it."""
    return Ref("user", str(user.id), str(user))


def tell(user: User, change: str) -> None:
    """Let other rooms know."""
    publish(CHANGED, {"user_id": str(user.id), "name": user.name, "change": change, "by": current_actor().id})


def wire() -> None:
    """Register the expiry of accounts."""
    register_handler(EXPIRY_TASK, expire_accounts)


def schedule() -> None:
    """Look for expired accounts again and again; called when a worker starts."""
    run_every(EXPIRY_TASK, "all", EXPIRY_EVERY_S)


def _switch_off(user: User, reason: str) -> User:
    before = state_of(user)
    user.active = False
    save(user)
    Session.objects.filter(user=user).delete()
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=utc_now())
    Invitation.objects.filter(user=user, used_at=None).delete()
    remember_users([user], "deactivated", reason)
    audit("user.deactivated", ref(user), before, {**state_of(user), "reason": reason.strip()})
    tell(user, "deactivated")
    return user
