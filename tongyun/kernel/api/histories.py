"""What a person or a unit was: each version with who made it and why, and the personal data in it masked."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from ..models import OrganisationVersion, UserVersion
from ..services.privacy import without_personal
from .grammar import Filter, Listing, page

HISTORY = Listing(filters={"change": Filter("change")}, sorts={"since": "since"}, default_sort="-since")


def history_page(request: HttpRequest, versions: QuerySet[Any]) -> dict[str, Any]:
    """A page of versions, newest first."""
    return page(request, versions, HISTORY, _shown)


def _shown(rows: list[UserVersion | OrganisationVersion]) -> list[dict[str, Any]]:
    return [{**vars(row), "state": without_personal(row.state)} for row in rows]
