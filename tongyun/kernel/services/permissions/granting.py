"""Give a role to somebody, within a scope, and take it back (CD-B-03)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from ...contracts import Conflict, FieldError, Forbidden, Invalid, NotFound, Ref, refuse_stale
from ...models import Grant, Group, Invitation, Organisation, Post, Role, User
from ..audit import audit
from ..context import current_actor, forget
from . import separation
from .checks import access, require
from .effective import access_of
from .opened import is_opened

HOLDERS: Mapping[str, type[User] | type[Group] | type[Post]] = {"user": User, "group": Group, "post": Post}
REALM_TITLES = dict(Role.Realm.choices)


@dataclass(frozen=True)
class Range:
    """How far a grant reaches."""

    scope: str
    organisations: tuple[UUID, ...] = ()


@transaction.atomic
def grant(holder_kind: str, holder_id: UUID, role_id: UUID, reach: Range) -> Grant:
    """Give a role. Needs grant:write by a role of the realm that hands this one out.

    Raises Forbidden for another administrator's role and for oneself, Conflict where the three administrators would
    meet in one person or the grant exists.
    """
    role = Role.objects.filter(id=role_id).first()
    if role is None:
        raise Invalid("no_role", "没有这个角色。", [FieldError("/role", "没有这个角色")])
    _require_steward(role)
    holder = _holder(holder_kind, holder_id)
    units = _checked(reach)
    _check_holder(role, holder)
    if Grant.objects.filter(role=role, scope=reach.scope, **{holder_kind: holder}).exists():
        raise Conflict("grant_exists", "相同角色、相同范围的授权已存在；指定组织请在原授权上修改。")
    made = Grant(role=role, scope=reach.scope, granted_by=current_actor().name[:100])
    setattr(made, holder_kind, holder)
    made.save(force_insert=True)
    made.organisations.set(units)
    if isinstance(holder, User) and role.realm in separation.ADMINISTRATORS:
        # A link that somebody was shown before must not open the seat.
        Invitation.objects.filter(user=holder, used_at=None).delete()
    forget()
    audit("grant.given", ref(made), None, state_of(made))
    return made


@transaction.atomic
def change_grant(grant_id: UUID, version: int, reach: Range) -> Grant:
    """Change how far a grant reaches. Needs the same as giving it. Raises Stale when somebody saved first."""
    found = _locked(grant_id)
    refuse_stale(found.version, version)
    units = _checked(reach)
    same = Grant.objects.filter(
        user=found.user, group=found.group, post=found.post, role=found.role, scope=reach.scope
    ).exclude(id=found.id)
    if same.exists():
        raise Conflict("grant_exists", "相同角色、相同范围的授权已存在。")
    if found.role.built_in and found.role.realm in separation.ADMINISTRATORS and reach.scope != Grant.Scope.ALL:
        _refuse_if_last(found)
    before = state_of(found)
    found.scope, found.version = reach.scope, found.version + 1
    found.save()
    found.organisations.set(units)
    forget()
    audit("grant.changed", ref(found), before, state_of(found))
    return found


@transaction.atomic
def revoke(grant_id: UUID) -> None:
    """Take a role back. Needs the same as giving it; the last holder of an administrator's seat keeps it."""
    found = _locked(grant_id)
    _refuse_if_last(found)
    audit("grant.revoked", ref(found), state_of(found), None)
    found.delete()
    forget()


def protect_administrator(user_id: UUID) -> None:
    """Refuse to touch account, password or second factor of another administrator: that would be taking the seat.

    Raises Forbidden unless the user is no administrator, oneself, or of the actor's own kind.
    """
    actor = current_actor()
    if actor.kind == "system" or actor.id == str(user_id):
        return
    theirs = {held.realm for held in access_of(user_id).held} & separation.ADMINISTRATORS
    mine = {held.realm for held in access().held if not held.idle}
    if theirs - mine:
        titles = "、".join(REALM_TITLES[realm] for realm in sorted(theirs - mine))
        raise Forbidden("separated", f"此用户持有{titles}类角色，按三权分立只能由同类管理员处理其账号。")


def holds_seat(user_id: UUID) -> bool:
    """Whether somebody is an administrator of any kind, in effect or not."""
    return any(held.realm in separation.ADMINISTRATORS for held in access_of(user_id).held)


def refuse_own_gain(holder: Group | Post, users: Collection[UUID]) -> None:
    """Refuse to put oneself into a group or a post that holds roles: that would be granting to oneself."""
    actor = current_actor()
    held = Grant.objects.filter(group=holder) if isinstance(holder, Group) else Grant.objects.filter(post=holder)
    if actor.id in {str(user) for user in users} and held.exists():
        raise Forbidden("not_yourself", f"“{holder.name}”持有角色，不能把自己加入，请由他人办理。")


def refuse_last_administrator(user_id: UUID) -> None:
    """Refuse to disable the last holder of a seat; raises Conflict."""
    for found in Grant.objects.filter(user_id=user_id).select_related("role"):
        _refuse_if_last(found)


def ref(found: Grant) -> Ref:
    """The grant as audit rows point at it."""
    return Ref("grant", str(found.id), f"{found.role.title} → {holder_of(found)}")


def holder_of(found: Grant) -> str:
    """The name of who holds a grant."""
    holder = found.user or found.group or found.post
    return str(holder.name) if holder is not None else ""


def state_of(found: Grant) -> dict[str, Any]:
    """What the audit trail keeps of a grant."""
    kind = next(kind for kind in HOLDERS if getattr(found, f"{kind}_id"))
    return {
        "role": found.role.key,
        kind: str(getattr(found, f"{kind}_id")),
        "holder": holder_of(found),
        "scope": found.scope,
        "organisations": sorted(str(unit) for unit in found.organisations.values_list("id", flat=True)),
    }


def _require_steward(role: Role) -> None:
    actor = require("grant:write")
    if actor.kind == "system":
        return
    mine = {held.realm for held in access().held if held.gives("grant:write")}
    steward = separation.STEWARD[role.realm]
    if steward not in mine:
        detail = f"“{role.title}”属于{REALM_TITLES[role.realm]}类角色，只能由{REALM_TITLES[steward]}员授予或撤销。"
        raise Forbidden("separated", detail)


def _holder(kind: str, holder_id: UUID) -> User | Group | Post:
    model = HOLDERS.get(kind)
    if model is None:
        raise Invalid("bad_holder", "授权对象只能是用户、用户组或岗位。", [FieldError("/holder_kind", "不支持")])
    holder = model.objects.select_for_update().filter(id=holder_id).first()
    if holder is None or not holder.active:
        raise Invalid("no_holder", "没有这个授权对象，或已停用。", [FieldError("/holder", "不存在或已停用")])
    if isinstance(holder, User) and str(holder.id) == current_actor().id:
        raise Forbidden("not_yourself", "不能给自己授权。")
    return holder


def _check_holder(role: Role, holder: User | Group | Post) -> None:
    if not isinstance(holder, User):
        if role.realm in separation.ADMINISTRATORS:
            raise Conflict("separated", "管理类角色只能直接授予个人，不能授予用户组或岗位。")
        return
    realms = {held.realm for held in access_of(holder.id).held}
    reason = separation.refusal({*realms, role.realm})
    if reason:
        raise Conflict("separated", reason)
    if role.realm in separation.ADMINISTRATORS and not is_opened(holder):
        detail = f"“{holder.name}”还没有本人启用账号（设密或经统一认证登录），启用后才能授予管理类角色。"
        raise Conflict("not_opened", detail)


def _checked(reach: Range) -> list[Organisation]:
    """The named organisations of a range that makes sense."""
    if reach.scope not in Grant.Scope.values:
        detail = f"范围只能是 {'、'.join(Grant.Scope.values)}。"
        raise Invalid("bad_scope", detail, [FieldError("/scope", detail)])
    named = reach.scope == Grant.Scope.NAMED
    if named != bool(reach.organisations):
        detail = "请选择至少一个组织。" if named else "只有“指定组织”才能列出组织。"
        raise Invalid("bad_scope", detail, [FieldError("/organisations", detail)])
    units = list(Organisation.objects.filter(id__in=reach.organisations))
    if len(units) != len(set(reach.organisations)):
        raise Invalid("no_organisation", "有的组织不存在。", [FieldError("/organisations", "有的组织不存在")])
    return units


def _locked(grant_id: UUID) -> Grant:
    found = Grant.objects.select_for_update(of=("self",)).select_related("role", "user", "group", "post")
    row = found.filter(id=grant_id).first()
    if row is None:
        raise NotFound("no_grant", "没有这条授权，可能已被他人撤销。")
    _require_steward(row.role)
    return row


def _refuse_if_last(found: Grant) -> None:
    role = found.role
    if not role.built_in or role.realm not in separation.ADMINISTRATORS:
        return
    # Holding the role's row makes those who would both remove "the other one" take turns.
    Role.objects.select_for_update().get(id=role.id)
    others = Grant.objects.filter(role=role, user__active=True, scope=Grant.Scope.ALL).exclude(user=found.user)
    if not others.exists():
        raise Conflict("last_administrator", f"这是最后一名{role.title}，请先增补一名再撤销或停用。")
