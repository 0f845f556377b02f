"""Make, change and remove roles (CD-B-04). Built-in ones belong to the platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from ...contracts import Conflict, FieldError, Invalid, NotFound, Ref, refuse_stale
from ...models import Role
from ..audit import audit
from . import separation
from .checks import require
from .declared import SHARED, hideable, permissions

#: Realms that roles of one's own may have: the seats of security and audit cannot be split.
OPEN_REALMS = frozenset({separation.BUSINESS, str(Role.Realm.SYSTEM)})


@dataclass(frozen=True)
class RoleDraft:
    """What a role is to be."""

    key: str
    title: str
    permissions: tuple[str, ...]
    title_en: str = ""
    description: str = ""
    realm: str = separation.BUSINESS
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@transaction.atomic
def create_role(draft: RoleDraft) -> Role:
    """Make a role. Needs role:write. Raises Invalid for rights of another realm, Conflict for a taken key."""
    require("role:write")
    _check(draft)
    if Role.objects.filter(key=draft.key).exists():
        raise Conflict("role_exists", f"已有编码为“{draft.key}”的角色。")
    role = Role(key=draft.key, realm=draft.realm)
    _write(role, draft)
    role.save(force_insert=True)
    audit("role.created", ref(role), None, state_of(role))
    return role


@transaction.atomic
def change_role(role_id: UUID, version: int, draft: RoleDraft) -> Role:
    """Change a role; its key and realm stay. Needs role:write. Raises Stale when somebody saved first."""
    require("role:write")
    role = _locked(role_id)
    refuse_stale(role.version, version)
    if (draft.key, draft.realm) != (role.key, role.realm):
        raise Invalid("role_fixed", "角色的编码和类别不能修改。", [FieldError("/key", "不能修改")])
    _check(draft)
    before = state_of(role)
    _write(role, draft)
    role.version += 1
    role.save()
    audit("role.changed", ref(role), before, state_of(role))
    return role


@transaction.atomic
def remove_role(role_id: UUID) -> None:
    """Remove a role that nobody holds. Needs role:write; raises Conflict while it is granted."""
    require("role:write")
    role = _locked(role_id)
    holders = role.grants.count()
    if holders:
        raise Conflict("role_granted", f"仍有 {holders} 条授权使用此角色，请先撤销。")
    audit("role.removed", ref(role), state_of(role), None)
    role.delete()


def ref(role: Role) -> Ref:
    """The role as audit rows point at it."""
    return Ref("role", str(role.id), role.title)


def state_of(role: Role) -> dict[str, Any]:
    """What the audit trail keeps of a role."""
    return {
        "key": role.key,
        "title": role.title,
        "realm": role.realm,
        "permissions": sorted(role.permissions),
        "hidden": role.hidden,
    }


def _locked(role_id: UUID) -> Role:
    role = Role.objects.select_for_update().filter(id=role_id).first()
    if role is None:
        raise NotFound("no_role", "没有这个角色。")
    if role.built_in:
        raise Conflict("role_built_in", "内置角色属于平台，不能修改或删除。")
    return role


def _write(role: Role, draft: RoleDraft) -> None:
    role.title, role.title_en, role.description = draft.title.strip(), draft.title_en.strip(), draft.description.strip()
    role.permissions = sorted(set(draft.permissions))
    role.hidden = {resource: sorted(set(names)) for resource, names in sorted(draft.hidden.items()) if names}


def _check(draft: RoleDraft) -> None:
    problems = []
    if draft.realm not in OPEN_REALMS:
        problems.append(FieldError("/realm", "安全管理和审计管理的权限不可拆分，只能由内置角色持有。"))
    for index, key in enumerate(draft.permissions):
        declared = permissions.get(key)
        if declared is None:
            problems.append(FieldError(f"/permissions/{index}", f"没有权限“{key[:80]}”。"))
        elif declared.realm not in (draft.realm, SHARED):
            problems.append(FieldError(f"/permissions/{index}", f"“{declared.title_zh}”属于另一类角色（三权分立）。"))
    for resource, names in draft.hidden.items():
        known = hideable.get(resource)
        if known is None:
            problems.append(FieldError(f"/hidden/{resource[:40]}", "没有这种可隐藏字段的资源。"))
            continue
        wild = tuple(name.removesuffix("*") for name in known.fields if name.endswith(".*"))
        problems.extend(
            FieldError(f"/hidden/{resource}", f"“{name[:80]}”不是可隐藏的字段。")
            for name in names
            if name not in known.fields and not (wild and name.startswith(wild))
        )
    if problems:
        raise Invalid("bad_role", "角色的内容不符合要求。", problems)
