"""Why can, or can't, a user do something: every grant that has to do with it, and what is missing."""

from dataclasses import dataclass
from types import EllipsisType
from typing import Literal
from uuid import UUID

from ...contracts import FieldError, Invalid, NotFound, Permission
from ...models import Role, User
from .declared import expanded, permissions
from .effective import Held, access_of

Effect = Literal["gives", "out_of_scope", "not_for_all", "idle"]


@dataclass(frozen=True)
class Line:
    """One grant whose role has the permission, and what it does here."""

    held: Held
    effect: Effect
    reason: str


@dataclass(frozen=True)
class Explanation:
    """The answer, the grants behind it, and the roles by which it could be given."""

    user: User
    permission: Permission
    allowed: bool
    answer: str
    lines: tuple[Line, ...]
    roles: tuple[Role, ...]


def explain(
    user_id: UUID, permission: str, organisation: UUID | EllipsisType | None = ..., *, mine: bool = False
) -> Explanation:
    """Why a user may or may not do something: at all, or with a record of an organisation, which is `mine` or not.

    Raises NotFound for an unknown user, Invalid for an unknown permission.
    """
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise NotFound("no_user", "没有这位用户。")
    declared = permissions.get(permission)
    if declared is None:
        detail = f"没有权限“{permission[:80]}”。"
        raise Invalid("no_permission", detail, [FieldError("permission", detail)])
    held = [entry for entry in access_of(user_id).held if permission in entry.permissions]
    lines = tuple(_line(entry, declared, organisation, mine) for entry in held)
    allowed = user.active and any(line.effect == "gives" for line in lines)
    roles = tuple(
        role for role in Role.objects.order_by("realm", "title") if permission in expanded(role.permissions, role.realm)
    )
    return Explanation(user, declared, allowed, _answer(user, declared, lines, allowed), lines, roles)


def _line(held: Held, permission: Permission, organisation: UUID | EllipsisType | None, mine: bool) -> Line:
    if held.idle:
        return Line(held, "idle", held.idle)
    if not held.gives(permission.key):
        return Line(held, "not_for_all", "此权限不区分组织，须以“全部”范围授予才生效。")
    if organisation is ...:
        return Line(held, "gives", "角色包含此权限。")
    if held.reach.covers(organisation if isinstance(organisation, UUID) else None, mine=mine):
        return Line(held, "gives", "角色包含此权限，记录在范围内。")
    return Line(held, "out_of_scope", "角色包含此权限，但记录不在授权范围内。")


def _answer(user: User, permission: Permission, lines: tuple[Line, ...], allowed: bool) -> str:
    what = f"“{permission.title_zh}”"
    if not user.active:
        return f"不能：账号已停用，任何授权都不生效（{what}）。"
    if allowed:
        line = next(line for line in lines if line.effect == "gives")
        return f"能：通过角色“{line.held.role_title}”获得{what}。"
    if not lines:
        return f"不能：没有任何授权包含{what}。"
    return f"不能：有授权包含{what}，但{lines[0].reason}"
