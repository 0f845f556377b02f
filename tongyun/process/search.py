"""Tickets in the one search box."""

from django.db.models import Q

from tongyun.kernel.contracts import SearchHit, SearchProvider

from .services.scope import seen_tickets


def find(words: str, limit: int) -> list[SearchHit]:
    """Tickets whose number or title contains all words, newest first."""
    matching = Q()
    for word in words.split():
        matching &= Q(number__icontains=word) | Q(title__icontains=word)
    rows = seen_tickets().filter(matching).order_by("-opened_at", "-id")[:limit]
    return [SearchHit("ticket", str(row.id), row.title, row.number, f"/tickets/{row.id}") for row in rows]


PROVIDER = SearchProvider("ticket", "ticket:read", find)
