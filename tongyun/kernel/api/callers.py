"""The signed-in user as a row."""

from ..contracts import NotFound
from ..models import User
from ..services.context import current_actor


def signed_in_user() -> User:
    """Whoever calls. Raises NotFound when that user is gone."""
    user = User.objects.select_related("organisation").filter(id=current_actor().id).first()
    if user is None:
        raise NotFound("no_user", "用户不存在。")
    return user
