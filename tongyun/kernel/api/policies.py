"""Routes of policies: what administrators set at run time."""

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router

from ..services.policies import PolicyView, change_policy, may_change, policy_view, policy_views
from .schemas.policies import PolicyOut
from .security import guarded
from .versions import matched_version

router = Router(tags=["kernel"])


@router.get("/policies", response=list[PolicyOut], **guarded("policy:read"))
def policies(request: HttpRequest) -> list[dict[str, Any]]:
    """All settings that can be changed while the platform runs."""
    return [_shown(view) for view in policy_views()]


@router.get("/policies/{key}", response=PolicyOut, **guarded("policy:read"))
def one_policy(request: HttpRequest, key: str) -> dict[str, Any]:
    """One setting; its ETag is the version to name when changing it."""
    return _shown(policy_view(key))


@router.put("/policies/{key}", response=PolicyOut, **guarded("policy:read", versioned=True))
def set_policy(request: HttpRequest, key: str, body: Body[dict[str, Any]]) -> dict[str, Any]:
    """Put a new value in force. `If-Match` names the version that was read; fields left out get their defaults."""
    return _shown(change_policy(key, body, matched_version(request)))


def _shown(view: PolicyView) -> dict[str, Any]:
    entry = view.registered
    return {
        "key": entry.key,
        "title": entry.title,
        "title_en": entry.title_en,
        "help": entry.help,
        "help_en": entry.help_en,
        "form": dict(entry.schema),
        "value": dict(view.value),
        "version": view.version,
        "changed_by": view.changed_by,
        "changed_at": view.changed_at,
        "writable": may_change(entry),
    }
