"""Bearer tokens."""

from django.http import HttpRequest
from ninja import Router

from ..services import access
from .callers import signed_in_user
from .schemas.tokens import TokenIn, TokenOut
from .security import guarded

router = Router(tags=["kernel"])


@router.post("/tokens", response=TokenOut, **guarded("token:issue"))
def issue_token(request: HttpRequest, body: TokenIn) -> dict[str, str]:
    """Make a token for an agent, or one that acts for the signed-in user."""
    owner = signed_in_user().id if body.kind == "user" else None
    return {"token": access.issue_token(body.kind, body.name, owner)}
