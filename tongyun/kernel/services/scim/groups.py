"""Groups over SCIM: each is a group of this platform, which an administrator may give rights to."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from ...contracts import Conflict, NotFound, new_id, utc_now
from ...models import ExternalGroup, ExternalIdentity, IdentityProvider, Membership
from ..people.groups import MAX_MEMBERS_AT_ONCE, change_members, save_group
from .columns import Attributes, Column, Entries, condition
from .errors import ScimError
from .patch import patched
from .resources import GROUP, meta, tag_of

LISTS = frozenset({"members"})
ATTRIBUTES: Attributes = {
    "id": Column("group__id", UUID, exact=True),
    "externalid": Column("external_id", exact=True),
    "displayname": Column("group__name"),
    "members": Entries(({"value": Column("group__memberships__user_id", UUID, exact=True)},)),
    "meta.created": Column("group__created_at", datetime),
    "meta.lastmodified": Column("changed_at", datetime),
}


def matching(row: IdentityProvider, text: str) -> QuerySet[ExternalGroup]:
    """The groups a provider made that a filter means. Raises ScimError."""
    groups = ExternalGroup.objects.filter(provider=row).select_related("group")
    return groups.filter(condition(text, ATTRIBUTES, (GROUP,))).distinct() if text else groups


def one(row: IdentityProvider, group_id: str) -> ExternalGroup:
    """One of them; raises NotFound."""
    try:
        found = matching(row, "").filter(group_id=UUID(group_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("no_group", f"没有资源 {group_id[:60]}。")
    return found


def members_of(groups: Sequence[ExternalGroup]) -> dict[UUID, list[tuple[str, str]]]:
    """Members of several groups in one query: (id, name) by group."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows = Membership.objects.filter(group_id__in=[each.group_id for each in groups]).order_by("user_id")
    for group, user, name in rows.values_list("group_id", "user_id", "user__name"):
        found.setdefault(group, []).append((str(user), name))
    return found


def groups_of(people: Sequence[ExternalIdentity]) -> dict[UUID, list[tuple[str, str]]]:
    """The groups of several people, of those the same provider made, in one query: (id, name) by person."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    providers = {each.provider_id for each in people}
    rows = Membership.objects.filter(
        user_id__in=[each.user_id for each in people], group__external__provider_id__in=providers
    )
    for user, group, name in rows.values_list("user_id", "group_id", "group__name"):
        found.setdefault(user, []).append((str(group), name))
    return found


def shown(row: ExternalGroup, base: str, members: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A group as a SCIM resource."""
    group = row.group
    found: dict[str, Any] = {
        "schemas": [GROUP],
        "id": str(group.id),
        "externalId": row.external_id,
        "displayName": group.name,
        "members": [{"value": key, "$ref": f"{base}/Users/{key}", "type": "User"} for key, _ in members],
    }
    found = {name: own for name, own in found.items() if own not in ("", [])}
    return found | {"meta": meta("Group", f"{base}/Groups/{group.id}", group.created_at, row.changed_at, found)}


@transaction.atomic
def create(row: IdentityProvider, said: Mapping[str, Any]) -> ExternalGroup:
    """Make a group. Raises ScimError for a value that breaks its rule, Conflict for a name that is taken."""
    name, external, wanted = _read(row, said)
    _free(row, name, None)
    key = new_id()
    code = f"{row.key}.{key.hex[-12:]}"
    group = save_group(None, 0, {"code": code, "name": name, "description": f"由“{row.title}”同步"})
    made = ExternalGroup.objects.create(provider=row, group=group, external_id=external)
    _members(made, wanted)
    return one(row, str(group.id))


@transaction.atomic
def replace(row: IdentityProvider, group_id: str, said: Mapping[str, Any], tag: str) -> ExternalGroup:
    """Make a group what the resource says. Raises as `create`, and Stale."""
    found = _locked(row, group_id, tag)
    return _bring(row, found, *_read(row, said))


@transaction.atomic
def change(row: IdentityProvider, group_id: str, operations: Sequence[Mapping[str, Any]], tag: str) -> ExternalGroup:
    """Apply the operations of a PATCH, all or none. Raises as `replace`."""
    found = _locked(row, group_id, tag)
    before = _now(found)
    after = patched(before, operations, LISTS, (GROUP,))
    for name in ("id", "meta"):
        if after.get(name) != before.get(name):
            raise ScimError("mutability", f"{name} 不能修改。")
    return _bring(row, found, *_read(row, after))


@transaction.atomic
def remove(row: IdentityProvider, group_id: str, tag: str) -> None:
    """Empty a group and take it out of use; what was granted to it is then granted to nobody."""
    found = _locked(row, group_id, tag)
    _members(found, set())
    found.group.refresh_from_db()
    save_group(found.group_id, found.group.version, {"active": False})
    found.delete()


def _bring(row: IdentityProvider, found: ExternalGroup, name: str, external: str, wanted: set[UUID]) -> ExternalGroup:
    _free(row, name, found)
    if found.group.name != name:
        save_group(found.group_id, found.group.version, {"name": name})
    _members(found, wanted)
    found.external_id, found.changed_at = external, utc_now()
    found.save(update_fields=["external_id", "changed_at"])
    return one(row, str(found.group_id))


def _members(found: ExternalGroup, wanted: set[UUID]) -> None:
    held = set(Membership.objects.filter(group_id=found.group_id).values_list("user_id", flat=True))
    for add in batched(sorted(wanted - held), MAX_MEMBERS_AT_ONCE):
        change_members(found.group_id, add, [])
    for gone in batched(sorted(held - wanted), MAX_MEMBERS_AT_ONCE):
        change_members(found.group_id, [], gone)


def batched(people: list[UUID], size: int) -> Iterator[list[UUID]]:
    """Parts of a list, each of at most this size."""
    for start in range(0, len(people), size):
        yield people[start : start + size]


def _read(row: IdentityProvider, said: Mapping[str, Any]) -> tuple[str, str, set[UUID]]:
    name, external = said.get("displayName"), said.get("externalId", "")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 100:
        raise ScimError("invalidValue", "displayName 须为 1 至 100 字的文字。")
    if not isinstance(external, str) or len(external) > 255:
        raise ScimError("invalidValue", "externalId 须为 255 字以内的文字。")
    members = said.get("members") or []
    if not isinstance(members, list) or not all(isinstance(each, dict) for each in members):
        raise ScimError("invalidValue", "members 应为对象的列表。")
    try:
        wanted = {UUID(str(each.get("value"))) for each in members}
    except ValueError:
        raise ScimError("invalidValue", "members 的 value 应为人员的 id。") from None
    known = ExternalIdentity.objects.filter(provider=row, provisioned=True, user_id__in=wanted, user__active=True)
    held = set(known.values_list("user_id", flat=True))
    if wanted - held:
        raise ScimError("invalidValue", f"members 中有 {len(wanted - held)} 人不存在、已停用或不由此系统同步。")
    return name.strip(), external, wanted


def _free(row: IdentityProvider, name: str, found: ExternalGroup | None) -> None:
    others = ExternalGroup.objects.filter(provider=row, group__name__iexact=name)
    if (others.exclude(id=found.id) if found else others).exists():
        raise Conflict("uniqueness", f"displayName “{name}”已被使用。")


def _locked(row: IdentityProvider, group_id: str, tag: str) -> ExternalGroup:
    found = one(row, group_id)
    ExternalGroup.objects.select_for_update().get(id=found.id)
    tag_of(_now(found), tag)
    return found


def _now(found: ExternalGroup) -> dict[str, Any]:
    return shown(found, "", members_of([found]).get(found.group_id, []))
