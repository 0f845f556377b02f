"""One box over records of every kind."""

from django.http import HttpRequest
from ninja import Router

from ..services.permissions import allows
from ..services.registries import search_providers
from .schemas.search import SearchHitOut
from .security import SIGNED_IN, guarded

router = Router(tags=["kernel"])

SEARCH_LIMIT = 8


@router.get("/search", response=list[SearchHitOut], **guarded(SIGNED_IN))
def search(request: HttpRequest, q: str) -> list[dict[str, str]]:
    """Records of every kind the user may see, best first within each kind."""
    words = q.strip()[:100].replace("\x00", "")
    if not words:
        return []
    return [
        vars(hit)
        for provider in search_providers
        if allows(provider.permission)
        for hit in provider.find(words, SEARCH_LIMIT)
    ]
