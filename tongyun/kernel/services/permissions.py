"""What an actor may do. Permissions are declared by the rooms that check them; roles group them; grants give them."""

from uuid import UUID

from ..contracts import Actor, Forbidden, Permission, Registry, Unauthenticated
from ..models import Grant, User
from .context import current_actor

permissions: Registry[Permission] = Registry("permissions", key=lambda permission: permission.key)

#: A role with this permission holds every declared one.
EVERYTHING = "*"


def declare(*entries: Permission) -> None:
    """Make permissions known; called while a room is wired."""
    for entry in entries:
        permissions.register(entry)


def permissions_of(user_id: UUID | str) -> frozenset[str]:
    """All permission keys a user holds through roles, with `*` expanded."""
    held: set[str] = set()
    for keys in Grant.objects.filter(user_id=user_id).values_list("role__permissions", flat=True):
        held.update(keys)
    if EVERYTHING in held:
        return frozenset(permission.key for permission in permissions)
    return frozenset(held)


def allows(permission: str, actor: Actor | None = None) -> bool:
    """Whether the actor holds a permission. The platform itself may do everything; an agent holds none."""
    actor = actor or current_actor()
    if actor.kind == "system":
        return True
    return actor.kind == "user" and permission in permissions_of(actor.id)


def require(permission: str) -> Actor:
    """The current actor if it holds the permission; raises Forbidden or Unauthenticated otherwise."""
    actor = current_actor()
    if actor.kind == "agent":
        raise Unauthenticated("agent_token", "代理令牌不能用于此操作。")
    if not allows(permission, actor):
        declared = permissions.get(permission)
        title = declared.title_zh if declared else permission
        raise Forbidden("forbidden", f"您没有“{title}”权限，请联系系统管理员授权。")
    return actor


def users_with(permission: str) -> list[UUID]:
    """Active users that hold a permission, in the order they were created."""
    holders: list[UUID] = []
    roles: dict[UUID, set[str]] = {}
    for user_id, keys in Grant.objects.filter(user__active=True).values_list("user_id", "role__permissions"):
        roles.setdefault(user_id, set()).update(keys)
    wanted = {user_id for user_id, keys in roles.items() if permission in keys or EVERYTHING in keys}
    holders.extend(User.objects.filter(id__in=wanted).order_by("created_at", "id").values_list("id", flat=True))
    return holders
