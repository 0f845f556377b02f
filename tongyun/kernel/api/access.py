"""Permissions, roles, grants, and why somebody can or cannot do something."""

from typing import Any, Literal
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from ninja import Router, Status

from ..contracts import NotFound
from ..models import Grant, Role
from ..services.permissions import granting, hideable, permissions, roles
from ..services.permissions.explaining import explain
from . import columns
from .grammar import Filter, Listing, Page, page
from .schemas import access as shapes
from .security import guarded
from .versions import expected_version

router = Router(tags=["kernel"])

ROLES = Listing(
    filters={"realm": Filter("realm"), "built_in": Filter("built_in", bool), "key": Filter("key")},
    sorts={"title": "title", "key": "key", "created_at": "created_at"},
    default_sort="created_at",
    search=("key", "title", "title_en", "description"),
    columns=columns.ROLES,
    title=("角色", "Roles"),
)
GRANTS = Listing(
    filters={
        "role": Filter("role_id", UUID),
        "realm": Filter("role__realm"),
        "scope": Filter("scope", Literal["own", "organisation", "below", "named", "all"]),
        "user": Filter("user_id", UUID),
        "group": Filter("group_id", UUID),
        "post": Filter("post_id", UUID),
    },
    sorts={"created_at": "created_at"},
    default_sort="-created_at",
    search=("role__title", "user__name", "user__username", "group__name", "post__name"),
    columns=columns.GRANTS,
    title=("授权", "Grants"),
)


@router.get("/permissions", response=list[shapes.PermissionOut], **guarded("role:read"))
def permission_list(request: HttpRequest) -> list[Any]:
    """Every right that code checks, with its words."""
    return sorted(permissions, key=lambda entry: entry.key)


@router.get("/hideable-fields", response=list[shapes.HideableOut], **guarded("role:read"))
def hideable_fields(request: HttpRequest) -> list[dict[str, Any]]:
    """Fields that a role may hide."""
    return [
        {
            "resource": entry.resource,
            "title_zh": entry.title_zh,
            "title_en": entry.title_en,
            "fields": [{"name": name, "title_zh": zh, "title_en": en} for name, (zh, en) in entry.fields.items()],
        }
        for entry in hideable
    ]


@router.get("/roles", response=Page[shapes.RoleOut], **guarded("role:read", ROLES))
def role_list(request: HttpRequest) -> dict[str, Any]:
    """Roles."""
    return page(request, Role.objects.all(), ROLES, _roles_out)


@router.post("/roles", response={201: shapes.RoleOut}, **guarded("role:write"))
def create_role(request: HttpRequest, body: shapes.RoleIn) -> Status[dict[str, Any]]:
    """Make a role."""
    return Status(201, _roles_out([roles.create_role(_draft(body))])[0])


@router.get("/roles/{role_id}", response=shapes.RoleOut, **guarded("role:read"))
def role(request: HttpRequest, role_id: UUID) -> dict[str, Any]:
    """One role."""
    return _roles_out([_role(role_id)])[0]


@router.put("/roles/{role_id}", response=shapes.RoleOut, **guarded("role:write", versioned=True))
def change_role(request: HttpRequest, role_id: UUID, body: shapes.RoleChangeIn) -> dict[str, Any]:
    """Change a role; 412 when somebody saved first."""
    return _roles_out([roles.change_role(role_id, expected_version(request, body.version), _draft(body))])[0]


@router.delete("/roles/{role_id}", response={204: None}, **guarded("role:write"))
def remove_role(request: HttpRequest, role_id: UUID) -> Status[None]:
    """Remove a role that nobody holds."""
    roles.remove_role(role_id)
    return Status(204, None)


@router.get("/grants", response=Page[shapes.GrantOut], **guarded("grant:read", GRANTS))
def grant_list(request: HttpRequest) -> dict[str, Any]:
    """Who holds which role, within which scope."""
    rows = Grant.objects.select_related("role", "user", "group", "post").prefetch_related("organisations")
    return page(request, rows, GRANTS, lambda found: [_grant_out(row) for row in found])


@router.post("/grants", response={201: shapes.GrantOut}, **guarded("grant:write"))
def give(request: HttpRequest, body: shapes.GrantIn) -> Status[dict[str, Any]]:
    """Give a role to a user, a group or a post."""
    made = granting.grant(body.holder_kind, body.holder, body.role, _range(body))
    return Status(201, _grant_out(made))


@router.patch("/grants/{grant_id}", response=shapes.GrantOut, **guarded("grant:write", versioned=True))
def change_grant(request: HttpRequest, grant_id: UUID, body: shapes.GrantChangeIn) -> dict[str, Any]:
    """Change how far a grant reaches; 412 when somebody saved first."""
    return _grant_out(granting.change_grant(grant_id, expected_version(request, body.version), _range(body)))


@router.delete("/grants/{grant_id}", response={204: None}, **guarded("grant:write"))
def revoke(request: HttpRequest, grant_id: UUID) -> Status[None]:
    """Take a role back."""
    granting.revoke(grant_id)
    return Status(204, None)


@router.get("/users/{user_id}/access", response=shapes.ExplanationOut, **guarded("grant:read"))
def explanation(
    request: HttpRequest, user_id: UUID, permission: str, organisation: UUID | None = None, own: bool = False
) -> dict[str, Any]:
    """Why a user can or cannot do something: at all, or with records of an organisation, or with own ones."""
    given = organisation is not None or own
    found = explain(user_id, permission, organisation if given else ..., mine=own)
    return {
        "user": found.user,
        "permission": found.permission,
        "allowed": found.allowed,
        "answer": found.answer,
        "roles": found.roles,
        "reasons": [
            {
                "grant": line.held.grant_id,
                "role": line.held.role_title,
                "via": line.held.via,
                "via_name": line.held.via_name,
                "scope": line.held.scope,
                "effect": line.effect,
                "reason": line.reason,
            }
            for line in found.lines
        ],
    }


def _role(role_id: UUID) -> Role:
    found = Role.objects.filter(id=role_id).first()
    if found is None:
        raise NotFound("no_role", "没有这个角色。")
    return found


def _draft(body: shapes.RoleIn) -> roles.RoleDraft:
    return roles.RoleDraft(
        key=body.key,
        title=body.title,
        title_en=body.title_en,
        description=body.description,
        realm=body.realm,
        permissions=tuple(body.permissions),
        hidden={resource: tuple(names) for resource, names in body.hidden.items()},
    )


def _range(body: shapes.RangeIn) -> granting.Range:
    return granting.Range(body.scope, tuple(body.organisations))


def _roles_out(rows: list[Role]) -> list[dict[str, Any]]:
    counted = Grant.objects.filter(role__in=rows).values_list("role_id").annotate(total=Count("id"))
    grants = dict(counted)
    fields = ("id", "key", "title", "title_en", "description", "realm", "permissions", "hidden", "built_in", "version")
    return [{**{name: getattr(row, name) for name in fields}, "grants": grants.get(row.id, 0)} for row in rows]


def _grant_out(row: Grant) -> dict[str, Any]:
    kind = next(kind for kind in granting.HOLDERS if getattr(row, f"{kind}_id"))
    return {
        "id": row.id,
        "holder": {"kind": kind, "id": getattr(row, f"{kind}_id"), "name": granting.holder_of(row)},
        "role": row.role,
        "scope": row.scope,
        "organisations": list(row.organisations.all()),
        "granted_by": row.granted_by,
        "created_at": row.created_at,
        "version": row.version,
    }
