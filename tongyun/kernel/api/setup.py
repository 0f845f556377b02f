"""Set-up: the first administrator, and the two who come by the links that one hands over."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from ..services import setup
from ..services.setup import Newcomer
from .proxies import caller_ip
from .schemas.people import UserOut
from .schemas.session import SignInIn
from .schemas.setup import SeatIn, SeatLinkOut, SeatOut, SetupIn, SetupOut, SetupStateOut
from .security import guarded, public
from .session import sign_in

router = Router(tags=["kernel"])


@router.get("/setup", response=SetupStateOut, **public())
def setup_state(request: HttpRequest) -> dict[str, bool]:
    """Whether the first administrator is still to be made."""
    return {"required": setup.setup_required()}


@router.post("/setup", response=SetupOut, **public(refuses=(401,)))
def set_up(request: HttpRequest, response: HttpResponse, body: SetupIn) -> dict[str, Any]:
    """Make the system administrator with the one-time link, and sign in; gives the links of the other two seats."""
    newcomer = Newcomer(body.username, body.name, body.password)
    tokens = setup.set_up(body.token, newcomer, body.organisation, caller_ip(request), second_factor=body.second_factor)
    session = sign_in(request, response, SignInIn(username=body.username, password=body.password))
    return {**session, "links": _links(tokens)}


@router.post("/setup/seat", response=UserOut, **public(refuses=(401,)))
def take_seat(request: HttpRequest, body: SeatIn) -> Any:
    """Make the administrator that a one-time link is for."""
    return setup.take_seat(body.token, Newcomer(body.username, body.name, body.password), caller_ip(request))


@router.get("/administrators", response=list[SeatOut], **guarded("grant:read"))
def administrators(request: HttpRequest) -> list[dict[str, Any]]:
    """The three administrators (三员) and who holds each seat."""
    return [{"seat": seat, "users": users} for seat, users in setup.seats().items()]


@router.post("/administrators/{seat}/link", response=SeatLinkOut, **guarded("administrator:invite"))
def seat_link(request: HttpRequest, seat: str) -> dict[str, str]:
    """Make a new one-time link for a seat that was never taken."""
    return _links({seat: setup.link_for(seat)})[0]


def _links(tokens: Mapping[str, str]) -> list[dict[str, str]]:
    base = settings.TONGYUN.public_url
    return [{"seat": seat, "href": f"{base}/setup?token={token}&seat={seat}"} for seat, token in tokens.items()]
