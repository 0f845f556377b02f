"""SCIM 2.0 (RFC 7644): another system provisions people and groups in the name of an identity provider.

Answers are `application/scim+json`, errors too (scim_service.py), because that is all a SCIM client reads.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router
from pydantic import Field

from ..contracts import Actor, NotFound
from ..contracts.identity import MatchingSettings
from ..models import ExternalGroup, ExternalIdentity, IdentityProvider
from ..services.context import acting_as, current_actor
from ..services.identity.providers import opened
from ..services.scim import groups as scim_groups
from ..services.scim import users as scim_users
from ..services.scim.resources import chosen, listed, resource_types, schemas, service
from .scim_finding import Found, answer_part, found_groups, found_users
from .scim_service import Resource, answered, base_of, guarded_scim, provider_of
from .shapes import Schema

router = Router(tags=["scim"])


class ListQuery(Schema):
    """What a list may be asked for (RFC 7644, 3.4.2); numbers outside their bounds are brought inside, as it says."""

    filter: str = Field("", max_length=2000)
    startIndex: int = 1  # noqa: N815 - the name in the RFC
    count: int = 100
    attributes: str = Field("", max_length=2000)
    excludedAttributes: str = Field("", max_length=2000)  # noqa: N815


@router.get("/scim/{key}/v2/ServiceProviderConfig", **guarded_scim())
def service_provider_config(request: HttpRequest, key: str) -> HttpResponse:
    """What of SCIM is supported."""
    provider_of(key)
    return answered(service(base_of(key)))


@router.get("/scim/{key}/v2/ResourceTypes", **guarded_scim())
def all_resource_types(request: HttpRequest, key: str) -> HttpResponse:
    """The kinds of resource."""
    provider_of(key)
    found = resource_types(base_of(key))
    return answered(listed(found, len(found), 1))


@router.get("/scim/{key}/v2/ResourceTypes/{name}", **guarded_scim())
def one_resource_type(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One kind of resource."""
    provider_of(key)
    return answered(_named(resource_types(base_of(key)), name))


@router.get("/scim/{key}/v2/Schemas", **guarded_scim())
def all_schemas(request: HttpRequest, key: str) -> HttpResponse:
    """The attributes that are kept."""
    provider_of(key)
    found = schemas(base_of(key))
    return answered(listed(found, len(found), 1))


@router.get("/scim/{key}/v2/Schemas/{name}", **guarded_scim())
def one_schema(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The attributes of one schema."""
    provider_of(key)
    return answered(_named(schemas(base_of(key)), name))


@router.get("/scim/{key}/v2/Users", **guarded_scim())
def users(request: HttpRequest, key: str, query: Query[ListQuery]) -> HttpResponse:
    """The people this provider provisioned."""
    return _listed(query, found_users(provider_of(key), query.filter, base_of(key)))


@router.post("/scim/{key}/v2/Users", **{**guarded_scim(), "response": {201: None}})
def create_user(request: HttpRequest, key: str, body: Body[Resource]) -> HttpResponse:
    """Provision a person."""
    row = provider_of(key)
    with _as_provider(row):
        link = scim_users.create(row, _settings(row), body)
    return _user(key, link, 201)


@router.get("/scim/{key}/v2/Users/{user_id}", **guarded_scim())
def one_user(request: HttpRequest, key: str, user_id: str, query: Query[ListQuery]) -> HttpResponse:
    """One person; 304 when `If-None-Match` names the present version."""
    return _user(key, scim_users.one(provider_of(key), user_id), 200, request, query)


@router.put("/scim/{key}/v2/Users/{user_id}", **guarded_scim(versioned=True))
def replace_user(request: HttpRequest, key: str, user_id: str, body: Body[Resource]) -> HttpResponse:
    """Make a person what the resource says."""
    row = provider_of(key)
    with _as_provider(row):
        link = scim_users.replace(row, _settings(row), user_id, body, _wanted(request))
    return _user(key, link, 200)


@router.patch("/scim/{key}/v2/Users/{user_id}", **guarded_scim(versioned=True))
def change_user(request: HttpRequest, key: str, user_id: str, body: Body[Resource]) -> HttpResponse:
    """Change a person by operations, all or none."""
    row = provider_of(key)
    with _as_provider(row):
        link = scim_users.change(row, _settings(row), user_id, _operations(body), _wanted(request))
    return _user(key, link, 200)


@router.delete("/scim/{key}/v2/Users/{user_id}", **{**guarded_scim(versioned=True), "response": {204: None}})
def remove_user(request: HttpRequest, key: str, user_id: str) -> HttpResponse:
    """End what this provider provisioned: the account is switched off, its history stays."""
    row = provider_of(key)
    with _as_provider(row):
        scim_users.remove(row, user_id, _wanted(request))
    return HttpResponse(status=204)


@router.get("/scim/{key}/v2/Groups", **guarded_scim())
def groups(request: HttpRequest, key: str, query: Query[ListQuery]) -> HttpResponse:
    """The groups this provider made."""
    return _listed(query, found_groups(provider_of(key), query.filter, base_of(key)))


@router.post("/scim/{key}/v2/Groups", **{**guarded_scim(), "response": {201: None}})
def create_group(request: HttpRequest, key: str, body: Body[Resource]) -> HttpResponse:
    """Make a group."""
    row = provider_of(key)
    with _as_provider(row):
        found = scim_groups.create(row, body)
    return _group(key, found, 201)


@router.get("/scim/{key}/v2/Groups/{group_id}", **guarded_scim())
def one_group(request: HttpRequest, key: str, group_id: str, query: Query[ListQuery]) -> HttpResponse:
    """One group; 304 when `If-None-Match` names the present version."""
    return _group(key, scim_groups.one(provider_of(key), group_id), 200, request, query)


@router.put("/scim/{key}/v2/Groups/{group_id}", **guarded_scim(versioned=True))
def replace_group(request: HttpRequest, key: str, group_id: str, body: Body[Resource]) -> HttpResponse:
    """Make a group what the resource says."""
    row = provider_of(key)
    with _as_provider(row):
        found = scim_groups.replace(row, group_id, body, _wanted(request))
    return _group(key, found, 200)


@router.patch("/scim/{key}/v2/Groups/{group_id}", **guarded_scim(versioned=True))
def change_group(request: HttpRequest, key: str, group_id: str, body: Body[Resource]) -> HttpResponse:
    """Change a group by operations, all or none."""
    row = provider_of(key)
    with _as_provider(row):
        found = scim_groups.change(row, group_id, _operations(body), _wanted(request))
    return _group(key, found, 200)


@router.delete("/scim/{key}/v2/Groups/{group_id}", **{**guarded_scim(versioned=True), "response": {204: None}})
def remove_group(request: HttpRequest, key: str, group_id: str) -> HttpResponse:
    """Empty a group and take it out of use."""
    row = provider_of(key)
    with _as_provider(row):
        scim_groups.remove(row, group_id, _wanted(request))
    return HttpResponse(status=204)


def _settings(row: IdentityProvider) -> MatchingSettings:
    settings: MatchingSettings = opened(row).settings
    return settings


def _as_provider(row: IdentityProvider) -> Any:
    """Act as the provider, whose right the route has checked; the audit trail still names caller and address."""
    caller = current_actor()
    name = f"同步：{row.title}（{caller.name}）"
    return acting_as(Actor("system", caller.id, name, caller.ip, caller.request_id))


def _user(
    key: str, link: ExternalIdentity, status: int, request: HttpRequest | None = None, query: ListQuery | None = None
) -> HttpResponse:
    groups = scim_groups.groups_of([link]).get(link.user_id, [])
    return _one(scim_users.shown(link, base_of(key), groups), status, request, query)


def _group(
    key: str, found: ExternalGroup, status: int, request: HttpRequest | None = None, query: ListQuery | None = None
) -> HttpResponse:
    members = scim_groups.members_of([found]).get(found.group_id, [])
    return _one(scim_groups.shown(found, base_of(key), members), status, request, query)


def _one(resource: Resource, status: int, request: HttpRequest | None, query: ListQuery | None) -> HttpResponse:
    version = resource["meta"]["version"]
    if request is not None and request.headers.get("If-None-Match") == version:
        return HttpResponse(status=304, headers={"ETag": version})
    if query is not None:
        resource = chosen(resource, query.attributes, query.excludedAttributes)
    answer = answered(resource, status)
    answer.headers["ETag"] = version
    answer.headers["Location"] = resource["meta"]["location"]
    return answer


def _listed(query: ListQuery, found: Found) -> HttpResponse:
    return answer_part([found], query.startIndex, query.count, query.attributes, query.excludedAttributes)


def _named(found: list[Resource], name: str) -> Resource:
    for each in found:
        if each["id"] == name:
            return each
    raise NotFound("no_resource", f"没有资源 {name[:100]}。")


def _operations(body: Resource) -> list[Resource]:
    found = body.get("Operations")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _wanted(request: HttpRequest) -> str:
    return request.headers.get("If-Match", "")
