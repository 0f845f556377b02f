"""Who somebody is, and who is on duty."""

from types import EllipsisType
from uuid import UUID

from ..contracts import UserView
from ..models import User
from ..services.permissions import users_with
from .substitution import with_substitutes

DUTY = "duty:receive"


def find_user(user_id: UUID | str) -> UserView | None:
    """A user by id, or None."""
    user = User.objects.filter(id=user_id).first()
    return user.view() if user else None


def user_names(ids: set[UUID]) -> dict[UUID, str]:
    """Names of several users in one query."""
    return dict(User.objects.filter(id__in=ids).values_list("id", "name"))


def duty_users(organisation: UUID | EllipsisType | None = ...) -> list[UUID]:
    """Who is told about trouble, with records of an organisation: all that hold `duty:receive` for it; for those who
    are away, whoever stands in."""
    return with_substitutes(users_with(DUTY, organisation=organisation))
