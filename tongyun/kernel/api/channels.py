"""Ways to reach people outside the platform, and the log of what went through them."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest
from ninja import Router, Status

from ..contracts import NotFound
from ..models import Channel, Delivery
from ..services.notify import channels
from ..services.notify.channels import ChannelChange
from ..services.notify.kinds import KINDS
from ..services.notify.preferences import MANAGE
from ..services.privacy import masked_text
from . import columns
from .grammar import Filter, Listing, Page, page
from .schemas.channels import ChannelChangeIn, ChannelIn, ChannelKindOut, ChannelOut, DeliveryOut, NewChannelIn
from .security import guarded
from .versions import named_version

router = Router(tags=["kernel"])

CHANNELS = Listing(
    filters={"kind": Filter("kind"), "enabled": Filter("enabled", bool)},
    sorts={"name": "name", "created_at": "created_at"},
    default_sort="name",
    search=("name",),
    columns=columns.CHANNELS,
    title=("通知渠道", "Channels"),
)
DELIVERIES = Listing(
    filters={
        "state": Filter("state"),
        "channel": Filter("channel", UUID),
        "user": Filter("user", UUID),
        "level": Filter("level"),
        "category": Filter("category"),
    },
    sorts={"created_at": "created_at"},
    default_sort="-created_at",
    # Not the error: it is shown masked, and could be guessed digit by digit.
    search=("title", "user__name", "channel_name"),
    columns=columns.DELIVERIES,
    title=("投递记录", "Deliveries"),
)


@router.get("/channel-kinds", response=list[ChannelKindOut], **guarded(MANAGE))
def channel_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """The kinds of channels with the forms of their settings."""
    return [
        {
            "key": kind.key,
            "title": kind.title_zh,
            "title_en": kind.title_en,
            "audience": kind.audience,
            "per_minute": kind.per_minute,
            "form": dict(kind.schema),
        }
        for kind in KINDS.values()
    ]


@router.get("/channels", response=Page[ChannelOut], **guarded(MANAGE, CHANNELS))
def list_channels(request: HttpRequest) -> dict[str, Any]:
    """The channels and how they are."""
    return page(request, _counted(), CHANNELS, lambda rows: [_shown(row) for row in rows])


@router.post("/channels", response=ChannelOut, **guarded(MANAGE, fresh=True))
def create_channel(request: HttpRequest, body: NewChannelIn) -> dict[str, Any]:
    """Make a channel."""
    return _one(channels.create_channel(body.kind, _entered(body)).id)


@router.get("/channels/{channel_id}", response=ChannelOut, **guarded(MANAGE))
def one_channel(request: HttpRequest, channel_id: UUID) -> dict[str, Any]:
    """One channel."""
    return _one(channel_id)


@router.put("/channels/{channel_id}", response=ChannelOut, **guarded(MANAGE, fresh=True, versioned=True))
def change_channel(request: HttpRequest, channel_id: UUID, body: ChannelChangeIn) -> Any:
    """Change a channel; an open circuit closes. 412 when somebody saved first."""
    channels.change_channel(channel_id, _entered(body), named_version(request, body.version))
    return _one(channel_id)


@router.delete("/channels/{channel_id}", response={204: None}, **guarded(MANAGE, fresh=True))
def remove_channel(request: HttpRequest, channel_id: UUID) -> Status[None]:
    """Take a channel away; its log stays."""
    channels.remove_channel(channel_id)
    return Status(204, None)


@router.post("/channels/{channel_id}/test", response=DeliveryOut, **guarded(MANAGE))
def test_channel(request: HttpRequest, channel_id: UUID) -> dict[str, Any]:
    """Send a test message to whoever asks, or to the group; its state tells how it went."""
    return _delivery(channels.test_channel(channel_id))


@router.get("/deliveries", response=Page[DeliveryOut], **guarded(MANAGE, DELIVERIES))
def list_deliveries(request: HttpRequest) -> dict[str, Any]:
    """The delivery log: who was told what through which channel, and what became of it."""
    rows = Delivery.objects.select_related("user")
    return page(request, rows, DELIVERIES, lambda found: [_delivery(row) for row in found])


@router.get("/deliveries/{delivery_id}", response=DeliveryOut, **guarded(MANAGE))
def one_delivery(request: HttpRequest, delivery_id: UUID) -> dict[str, Any]:
    """One line of the log."""
    row = Delivery.objects.select_related("user").filter(id=delivery_id).first()
    if row is None:
        raise NotFound("no_delivery", "没有这条投递记录。")
    return _delivery(row)


@router.post("/deliveries/{delivery_id}/send-again", response=DeliveryOut, **guarded(MANAGE))
def send_again(request: HttpRequest, delivery_id: UUID) -> dict[str, Any]:
    """Send a message once more that has come to an end."""
    return _delivery(channels.send_again(delivery_id))


def _counted() -> Any:
    on_their_way = Q(deliveries__state__in=(Delivery.State.WAITING, Delivery.State.SENDING))
    return Channel.objects.annotate(waiting=Count("deliveries", filter=on_their_way))


def _one(channel_id: UUID) -> dict[str, Any]:
    row = _counted().filter(id=channel_id).first()
    if row is None:
        raise NotFound("no_channel", "没有这个渠道。")
    return _shown(row)


def _shown(row: Any) -> dict[str, Any]:
    plain = {
        key: getattr(row, key) for key in ChannelOut.model_fields if key not in ("settings", "audience", "circuit")
    }
    kind = KINDS.get(row.kind)
    return {
        **plain,
        "last_error": masked_text(row.last_error),
        "settings": channels.shown_settings(row),
        "audience": kind.audience if kind else "group",
        "circuit": "open" if row.opened_at else "closed",
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    plain = {key: getattr(row, key) for key in DeliveryOut.model_fields if key != "folded"}
    folded = bool(row.batch) and row.batch != str(row.id)
    # Mail and SMS servers name the recipient in what they refuse.
    return {**plain, "error": masked_text(row.error), "folded": folded}


def _entered(body: ChannelIn) -> ChannelChange:
    return ChannelChange(body.name, body.enabled, body.settings, body.categories, body.level, body.per_minute)
