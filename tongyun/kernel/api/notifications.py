"""Messages to the signed-in user."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from ..models import Notification
from ..services.context import current_actor
from ..services.notify import mark_read
from . import columns
from .grammar import Filter, Listing, Page, page
from .schemas.notifications import NotificationOut, ReadIn, ReadOut
from .security import SIGNED_IN, guarded

router = Router(tags=["kernel"])

NOTIFICATIONS = Listing(
    filters={
        "unread": Filter("read_at__isnull", bool),
        "category": Filter("category"),
        "level": Filter("level"),
    },
    sorts={"created_at": "created_at"},
    default_sort="-created_at",
    search=("title", "body"),
    columns=columns.NOTIFICATIONS,
    title=("消息", "Notifications"),
)


@router.get("/notifications", response=Page[NotificationOut], **guarded(SIGNED_IN, NOTIFICATIONS))
def notifications(request: HttpRequest) -> dict[str, Any]:
    """Messages to the signed-in user."""
    rows = Notification.objects.filter(user_id=current_actor().id, muted=False)
    return page(request, rows, NOTIFICATIONS, list)


@router.post("/notifications/read", response=ReadOut, **guarded(SIGNED_IN))
def read_notifications(request: HttpRequest, body: ReadIn) -> dict[str, int]:
    """Mark messages as read."""
    return {"changed": mark_read(current_actor().id, body.ids)}
