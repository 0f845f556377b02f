"""What every route of SCIM stands on: its guard, its provider, its address, and answers in its own media type."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from ..contracts import NotFound, Problem
from ..models import IdentityProvider
from ..services.identity.addresses import SCIM_ADDRESS
from ..services.scim.resources import ERROR
from .security import guarded

PROVISION = "user:provision"
CONTENT_TYPE = "application/scim+json"
#: Words of RFC 7644 for what our own rules call otherwise.
SCIM_TYPES = frozenset(
    {
        "invalidFilter",
        "tooMany",
        "uniqueness",
        "mutability",
        "invalidSyntax",
        "invalidPath",
        "noTarget",
        "invalidValue",
    }
)

Resource = dict[str, Any]


def guarded_scim(*, versioned: bool = False) -> dict[str, Any]:
    """Arguments of a route of this service; its answers have their own media type, so no schema is drawn."""
    return {**guarded(PROVISION, versioned=versioned), "response": {200: None}}


def speaks_scim(path: str) -> bool:
    """Whether who calls this address reads errors in the form of SCIM."""
    return path.startswith(f"{SCIM_ADDRESS}/")


def scim_error(problem: Problem) -> HttpResponse:
    """An error as RFC 7644, 3.12 wants it; a value that breaks our own rules is 400 there."""
    status = 400 if problem.status == 422 else problem.status
    # Whatever of ours is taken already, RFC 7644 knows one word for it.
    code = "uniqueness" if problem.code == "duplicate" else problem.code
    reasons = "；".join(f"{field.path}：{field.message}" for field in problem.fields)
    body: Resource = {
        "schemas": [ERROR],
        "status": str(status),
        "detail": f"{problem.detail}{f'（{reasons}）' if reasons else ''}",
    }
    if status == 400 or code in SCIM_TYPES:
        body["scimType"] = code if code in SCIM_TYPES else "invalidValue"
    return answered(body, status)


def provider_of(key: str) -> IdentityProvider:
    """The provider of this address, if it provisions. Raises NotFound."""
    row = IdentityProvider.objects.filter(key=key, enabled=True, provisions=True).first()
    if row is None:
        raise NotFound("no_provider", "没有这个登录方式，或它不接受 SCIM 同步。")
    return row


def base_of(key: str) -> str:
    """The address of the service."""
    return f"{settings.TONGYUN.public_url}{SCIM_ADDRESS}/{key}/v2"


def answered(body: Resource, status: int = 200) -> HttpResponse:
    """An answer in the media type of SCIM."""
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)
