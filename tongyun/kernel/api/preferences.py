"""How people want to be told, and what counts for those who chose nothing."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from ..models import Channel, User
from ..services.notify.categories import categories
from ..services.notify.kinds import KINDS
from ..services.notify.preferences import IN_APP, MANAGE, floor_of, preference, save_preference
from .callers import signed_in_user
from .schemas.channels import PreferenceIn, PreferenceOut
from .security import SIGNED_IN, guarded
from .versions import named_version

router = Router(tags=["kernel"])


@router.get("/notification-preference", response=PreferenceOut, **guarded(SIGNED_IN))
def own_preference(request: HttpRequest) -> dict[str, Any]:
    """How the signed-in user wants to be told, and what there is to choose from."""
    return _shown(signed_in_user())


@router.put("/notification-preference", response=PreferenceOut, **guarded(SIGNED_IN, versioned=True))
def set_own_preference(request: HttpRequest, body: PreferenceIn) -> dict[str, Any]:
    """Choose anew; `version` guards against overwriting a change made elsewhere."""
    user = signed_in_user()
    save_preference(user, body.value, named_version(request, body.version))
    return _shown(user)


@router.get("/notification-default", response=PreferenceOut, **guarded(MANAGE))
def default_preference(request: HttpRequest) -> dict[str, Any]:
    """What counts for those who chose nothing."""
    return _shown(None)


@router.put("/notification-default", response=PreferenceOut, **guarded(MANAGE, versioned=True))
def set_default_preference(request: HttpRequest, body: PreferenceIn) -> dict[str, Any]:
    """Set what counts for those who chose nothing."""
    save_preference(None, body.value, named_version(request, body.version))
    return _shown(None)


def _shown(user: User | None) -> dict[str, Any]:
    row, default = preference(user), preference(None)
    channels = [
        {
            "key": str(channel.id),
            "name": channel.name,
            "kind": channel.kind,
            "floor": floor_of(channel.kind),
            "reachable": user is None or bool(getattr(user, KINDS[channel.kind].address)),
        }
        for channel in Channel.objects.filter(enabled=True, kind__in=KINDS).order_by("created_at")
        if KINDS[channel.kind].audience == "person"
    ]
    in_app = {"key": IN_APP, "name": "站内消息", "kind": IN_APP, "floor": floor_of(IN_APP), "reachable": True}
    return {
        "value": row.value,
        "default": default.value if user else {},
        "version": row.version,
        "categories": [{"key": entry.key, "title": entry.title_zh, "title_en": entry.title_en} for entry in categories],
        "channels": [in_app, *channels],
    }
