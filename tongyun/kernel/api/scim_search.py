"""SCIM searches by POST (RFC 7644, 3.4.3): the filter stands in the body, so it stands in no log of addresses."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Body, Router, Schema
from pydantic import Field

from ..models import IdentityProvider
from ..services.scim import groups as scim_groups
from ..services.scim import users as scim_users
from ..services.scim.errors import ScimError
from ..services.scim.resources import MAX_COUNT, chosen, listed
from .scim import answered, base_of, guarded_scim, provider_of

router = Router(tags=["scim"])

Shown = list[dict[str, Any]]


class SearchIn(Schema):
    """SearchRequest. Sorting is not supported and, as the RFC allows, passed over."""

    schemas: list[str] = Field(default_factory=list, max_length=10)
    filter: str = Field("", max_length=2000)
    attributes: list[str] = Field(default_factory=list, max_length=100)
    excludedAttributes: list[str] = Field(default_factory=list, max_length=100)  # noqa: N815 - the name in the RFC
    sortBy: str = ""  # noqa: N815
    sortOrder: str = ""  # noqa: N815
    startIndex: int = 1  # noqa: N815
    count: int = 100


class Found:
    """The resources of one kind that a search means."""

    def __init__(self, rows: QuerySet[Any], show: Callable[[list[Any]], Shown]) -> None:
        self.rows, self._show = rows, show
        self.total = rows.count()

    def part(self, start: int, count: int) -> Shown:
        """Some of them, counted from 0."""
        return self._show(list(self.rows[start : start + count])) if count > 0 and start < self.total else []


def found_users(row: IdentityProvider, text: str, base: str) -> Found:
    """The people that a filter means."""

    def show(found: list[Any]) -> Shown:
        groups = scim_groups.groups_of(found)
        return [scim_users.shown(link, base, groups.get(link.user_id, [])) for link in found]

    return Found(scim_users.matching(row, text).order_by("created_at", "id"), show)


def found_groups(row: IdentityProvider, text: str, base: str) -> Found:
    """The groups that a filter means."""

    def show(found: list[Any]) -> Shown:
        members = scim_groups.members_of(found)
        return [scim_groups.shown(each, base, members.get(each.group_id, [])) for each in found]

    return Found(scim_groups.matching(row, text).order_by("group__created_at", "id"), show)


@router.post("/scim/{key}/v2/Users/.search", **guarded_scim())
def search_users(request: HttpRequest, key: str, body: Body[SearchIn]) -> HttpResponse:
    """People."""
    return _answer([found_users(provider_of(key), body.filter, base_of(key))], body)


@router.post("/scim/{key}/v2/Groups/.search", **guarded_scim())
def search_groups(request: HttpRequest, key: str, body: Body[SearchIn]) -> HttpResponse:
    """Groups."""
    return _answer([found_groups(provider_of(key), body.filter, base_of(key))], body)


@router.post("/scim/{key}/v2/.search", **guarded_scim())
def search_everything(request: HttpRequest, key: str, body: Body[SearchIn]) -> HttpResponse:
    """People and groups at once; a kind that does not have an attribute of the filter has nothing that fits."""
    row, base = provider_of(key), base_of(key)
    found, wrong = [], []
    for kind in (found_users, found_groups):
        try:
            found.append(kind(row, body.filter, base))
        except ScimError as error:
            wrong.append(error)
    if not found:
        raise wrong[0]
    return _answer(found, body)


def _answer(kinds: list[Found], body: SearchIn) -> HttpResponse:
    start, left = max(body.startIndex, 1), min(max(body.count, 0), MAX_COUNT)
    shown: Shown = []
    skip = start - 1
    for kind in kinds:
        shown += kind.part(skip, left - len(shown))
        skip = max(0, skip - kind.total)
    only, without = ",".join(body.attributes), ",".join(body.excludedAttributes)
    return answered(listed([chosen(each, only, without) for each in shown], sum(kind.total for kind in kinds), start))
