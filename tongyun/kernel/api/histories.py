"""What a person or a unit was: each version with who made it and why, without what is masked or hidden today."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from ..models import OrganisationVersion, UserVersion
from ..services.permissions import hidden_fields
from ..services.privacy import without_personal
from .grammar import Filter, Listing, page
from .hiding import without

HISTORY = Listing(filters={"change": Filter("change")}, sorts={"since": "since"}, default_sort="-since")


def history_page(request: HttpRequest, versions: QuerySet[Any], resource: str = "") -> dict[str, Any]:
    """A page of versions, newest first; `resource` is whose hideable fields (contracts.Hideable) their states hold."""
    hidden = hidden_fields(resource)

    def shown(rows: list[UserVersion | OrganisationVersion]) -> list[dict[str, Any]]:
        return [{**vars(row), "state": without(without_personal(row.state), hidden)} for row in rows]

    return page(request, versions, HISTORY, shown)
