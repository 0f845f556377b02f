"""Incidents in the one search box."""

from django.db.models import Q

from tongyun.kernel.contracts import SearchHit, SearchProvider

from .queries import seen_incidents


def find(words: str, limit: int) -> list[SearchHit]:
    """Incidents whose number or title contains all words, newest first."""
    matching = Q()
    for word in words.split():
        matching &= Q(number__icontains=word) | Q(title__icontains=word)
    rows = seen_incidents().filter(matching).order_by("-opened_at", "-id")[:limit]
    return [SearchHit("incident", str(row.id), row.title, row.number, f"/incidents/{row.id}") for row in rows]


PROVIDER = SearchProvider("incident", "incident:read", find)
