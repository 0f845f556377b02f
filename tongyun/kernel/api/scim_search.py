"""SCIM searches by POST (RFC 7644, 3.4.3): the filter stands in the body, so it stands in no log of addresses."""

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router
from pydantic import Field

from ..services.scim.errors import ScimError
from .scim_finding import Found, answer_part, found_groups, found_users
from .scim_service import base_of, guarded_scim, provider_of
from .shapes import Schema

router = Router(tags=["scim"])


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
    only, without = ",".join(body.attributes), ",".join(body.excludedAttributes)
    return answer_part(kinds, body.startIndex, body.count, only, without)
