"""Questions about an actor: may it, on which records, and which fields does it not see.

The platform itself may do everything; an agent holds no permission. What lies outside the scope of a permission is
answered as if it did not exist.
"""

from types import EllipsisType
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from ...contracts import EVERYWHERE, NOWHERE, Actor, Forbidden, NotFound, Reach, Unauthenticated
from ..context import current_actor, memo
from .declared import permissions
from .effective import NOTHING, Access, access_of

M = TypeVar("M", bound=Model)

#: No record is meant: whether the permission is held at all.
ANY: EllipsisType = ...


def access(actor: Actor | None = None) -> Access:
    """What a user may do; of the current one it is read once a request."""
    actor = actor or current_actor()
    if actor.kind != "user":
        return NOTHING
    kept = memo() if actor.id == current_actor().id else None
    if kept is None:
        return access_of(actor.id)
    if "access" not in kept:
        kept["access"] = access_of(actor.id)
    found: Access = kept["access"]
    return found


def reach_of(permission: str, actor: Actor | None = None) -> Reach:
    """How far a permission of the actor reaches."""
    actor = actor or current_actor()
    if actor.kind == "system":
        return EVERYWHERE
    if actor.only is not None and permission not in actor.only:
        return NOWHERE
    return access(actor).reach(permission) if actor.kind == "user" else NOWHERE


def permissions_of(user_id: UUID | str) -> frozenset[str]:
    """All permission keys a user holds, wherever they reach; of the actor those its token leaves."""
    held, actor = access(Actor("user", str(user_id), "")).keys, current_actor()
    return held if actor.only is None or actor.id != str(user_id) else held & actor.only


def may(
    permission: str,
    *,
    organisation: UUID | EllipsisType | None = ANY,
    owner: UUID | str | None = None,
    actor: Actor | None = None,
) -> bool:
    """Whether the actor holds a permission: at all, or for a record of an organisation that belongs to an owner.

    A record without an organisation lies only in the scope of what is granted for everything, and of its owner.
    """
    actor = actor or current_actor()
    reach = reach_of(permission, actor)
    if organisation is ANY:
        return bool(reach)
    return reach.covers(
        organisation if isinstance(organisation, UUID) else None, mine=owner is not None and str(owner) == actor.id
    )


def allows(permission: str, actor: Actor | None = None) -> bool:
    """Whether the actor holds a permission at all."""
    return may(permission, actor=actor)


def require(
    permission: str, *, organisation: UUID | EllipsisType | None = ANY, owner: UUID | str | None = None
) -> Actor:
    """The current actor if it may; raises Forbidden without the permission, NotFound for a record out of its scope,
    and Unauthenticated for an agent."""
    actor = current_actor()
    if actor.kind == "agent":
        raise Unauthenticated("agent_token", "代理令牌不能用于此操作。")
    if not may(permission, actor=actor):
        declared = permissions.get(permission)
        title = declared.title_zh if declared else permission
        raise Forbidden("forbidden", f"您没有“{title}”权限，请联系安全管理员授权。")
    if not may(permission, organisation=organisation, owner=owner, actor=actor):
        raise NotFound("not_in_scope", "没有这条记录，或它不在您的数据范围内。")
    return actor


def visible(
    rows: QuerySet[M],
    permission: str,
    *,
    organisation: str = "organisation_id",
    owner: str = "",
    actor: Actor | None = None,
) -> QuerySet[M]:
    """The rows that lie in the scope of a permission of the actor. `organisation` and `owner` name columns of theirs;
    rows of a table without an organisation ("") are seen by owners and by whoever sees everything."""
    condition = within(permission, organisation=organisation, owner=owner, actor=actor)
    return rows.filter(condition) if condition else rows


def within(permission: str, *, organisation: str = "organisation_id", owner: str = "", actor: Actor | None = None) -> Q:
    """What `visible` rows fulfil, as a condition beside others; an empty one for whoever sees everything."""
    actor = actor or current_actor()
    reach = reach_of(permission, actor)
    if reach.everything:
        return Q()
    inside = Q(pk__in=[])
    if organisation and reach.organisations:
        inside |= Q(**{f"{organisation}__in": reach.organisations})
    if owner and reach.own:
        inside |= Q(**{owner: actor.id})
    return inside


def hidden_fields(resource: str) -> frozenset[str]:
    """Names of the fields of a resource that the actor does not see, by any way."""
    return access().hidden.get(resource, frozenset())
