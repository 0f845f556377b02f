"""One box over records of every kind."""

from django.http import HttpRequest
from ninja import Router

from ..services.searching import find
from .schemas.search import SearchHitOut
from .security import SIGNED_IN, guarded

router = Router(tags=["kernel"])


@router.get("/search", response=list[SearchHitOut], **guarded(SIGNED_IN))
def search(request: HttpRequest, q: str) -> list[dict[str, str]]:
    """Records of every kind the user may see, the best first."""
    return [vars(hit) for hit in find.search(q.strip()[:100].replace("\x00", ""))]
