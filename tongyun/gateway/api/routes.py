"""Routes of the gateway."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from tongyun.kernel.facade import Filter, Listing, Page, guarded, page

from ..models import Subscription
from ..services import subscriptions
from . import columns, schemas

router = Router(tags=["gateway"])

SUBSCRIPTIONS = Listing(
    filters={"enabled": Filter("enabled", bool)},
    sorts={"name": "name", "created_at": "created_at"},
    default_sort="name",
    search=("name", "url"),
    columns=columns.SUBSCRIPTIONS,
    title=("订阅", "Subscriptions"),
)


@router.get("/subscriptions", response=Page[schemas.SubscriptionOut], **guarded("gateway:manage", SUBSCRIPTIONS))
def subscription_list(request: HttpRequest) -> dict[str, Any]:
    """Who outside hears of what."""
    return page(request, Subscription.objects.all(), SUBSCRIPTIONS, list)


@router.post("/subscriptions", response={201: schemas.SubscriptionMadeOut}, **guarded("gateway:manage"))
def create_subscription(request: HttpRequest, body: schemas.SubscriptionIn) -> Status[dict[str, Any]]:
    """Subscribe another system; the answer carries the secret this once."""
    row, secret = subscriptions.create_subscription(body.name, body.url, body.topics)
    return Status(201, {"subscription": row, "secret": secret})


@router.delete("/subscriptions/{subscription_id}", response={204: None}, **guarded("gateway:manage"))
def remove_subscription(request: HttpRequest, subscription_id: UUID) -> Status[None]:
    """End a subscription."""
    subscriptions.remove_subscription(subscription_id)
    return Status(204, None)
