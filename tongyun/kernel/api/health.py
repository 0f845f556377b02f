"""The installation's health."""

from dataclasses import replace
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from ninja import Router, Status

from tongyun import __version__

from ..contracts import HealthState
from ..services.registries import health_checks
from ..services.signin.sessions import live_session
from .schemas.health import HealthOut
from .security import SESSION_COOKIE, public

router = Router(tags=["kernel"])


@router.get("/health", response={200: HealthOut, 503: HealthOut}, **public())
def health(request: HttpRequest) -> Status[dict[str, Any]]:
    """State of each part, for load balancers (503 when nothing works) and, with details once signed in, for people."""
    parts = [entry.check() for entry in health_checks]
    states = {part.state for part in parts}
    status = "ok"
    if states & {HealthState.DEGRADED, HealthState.UNKNOWN, HealthState.DOWN}:
        status = "degraded"
    if any(part.key == "database" and part.state == HealthState.DOWN for part in parts):
        status = "down"
    if not _signed_in(request):
        parts = [replace(part, detail="", advice="") for part in parts]
    told = {"status": status, "version": __version__, "parts": [vars(part) for part in parts]}
    return Status(503 if status == "down" else 200, told)


def _signed_in(request: HttpRequest) -> bool:
    """Details name hosts, files and addresses of the inside; they are not for strangers."""
    try:
        session = live_session(request.COOKIES.get(SESSION_COOKIE, ""))
        return session is not None and session.stage == session.Stage.READY
    except DatabaseError:
        return False
