"""People of the platform."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from ..models import User
from ..queries.users import duty_users
from .grammar import Filter, Listing, Page, page
from .schemas.people import UserOut
from .security import SIGNED_IN, guarded

router = Router(tags=["kernel"])

USERS = Listing(
    filters={"active": Filter("active", bool)},
    sorts={"username": "username", "created_at": "created_at"},
    default_sort="username",
    search=("username", "name"),
)


@router.get("/users", response=Page[UserOut], **guarded("user:read", USERS))
def users(request: HttpRequest) -> dict[str, Any]:
    """People of the platform."""
    return page(request, User.objects.select_related("organisation"), USERS, list)


@router.get("/duty", response=list[UserOut], **guarded(SIGNED_IN))
def duty(request: HttpRequest) -> list[User]:
    """Who is told about trouble now."""
    return list(User.objects.select_related("organisation").filter(id__in=duty_users()).order_by("created_at", "id"))
