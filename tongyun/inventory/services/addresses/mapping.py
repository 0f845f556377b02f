"""Translations of addresses and ports: what is outside leads to one place inside."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from tongyun.kernel.contracts import FieldError, Invalid, Ref, refuse_stale, utc_now
from tongyun.kernel.contracts.bulk import RowResult
from tongyun.kernel.facade import audit, bulk, may, require, visible

from ...addressing.texts import UnreadableError, address_of, key_of, read_address
from ...errors import mapping_taken, no_such_item, no_such_mapping
from ...models import Item, PortMapping
from ...queries import READ
from ..checking import organisation_problems
from ..recording import AUDIT_STREAM
from ..relations import WRITE
from .keeping import hold_zones

ANY = PortMapping.Protocol.ANY.value
#: Whoever maps holds this: mappings are few, and what includes another is no unique key.
TURN = "@mappings"
MAX_PORT = 65_535
FIELDS = (
    "protocol", "outside_port", "inside_port", "inside_zone", "purpose", "owner", "reference", "until",
)  # fmt: skip


@transaction.atomic
def make_mapping(content: Mapping[str, Any]) -> PortMapping:
    """Let an address outside lead inside. Needs inventory:write over the organisation.

    Raises Invalid, NotFound for an item out of scope, and Conflict when it leads elsewhere already.
    """
    require(WRITE)
    mapping = PortMapping()
    _put(mapping, content)
    require(WRITE, organisation=mapping.organisation_id)
    _keep(mapping)
    _tell("created", mapping, {}, told(mapping))
    return mapping


@transaction.atomic
def change_mapping(mapping_id: UUID, version: int | None, changes: Mapping[str, Any]) -> PortMapping:
    """Change a translation. Needs inventory:write over it; raises NotFound, Stale, Invalid, Conflict."""
    mapping = _held(mapping_id)
    refuse_stale(mapping.version, version)
    before = told(mapping)
    _put(mapping, changes)
    if (after := told(mapping)) != before:
        require(WRITE, organisation=mapping.organisation_id)
        mapping.version += 1
        mapping.updated_at = utc_now()
        _keep(mapping)
        _tell("changed", mapping, before, after)
    return mapping


@transaction.atomic
def drop_mapping(mapping_id: UUID) -> None:
    """Remove a translation. Needs inventory:write over it; raises NotFound."""
    mapping = _held(mapping_id)
    _tell("removed", mapping, told(mapping), {})
    mapping.delete()


def drop_mappings(ids: Iterable[UUID]) -> list[RowResult]:
    """The same for several; each has its own result."""
    require(WRITE)
    return bulk(ids, drop_mapping)


def told(mapping: PortMapping) -> dict[str, Any]:
    """What the audit tells of a translation."""
    return {
        "outside": str(address_of(mapping.outside_key)),
        "inside": str(address_of(mapping.inside_key)),
        "item": str(mapping.item_id) if mapping.item_id else None,
        "organisation": str(mapping.organisation_id) if mapping.organisation_id else None,
        **{name: getattr(mapping, name) for name in FIELDS if name != "until"},
        "until": mapping.until.isoformat() if mapping.until else None,
    }


def label_of(mapping: PortMapping) -> str:
    """A translation as people write it."""
    outside, inside = address_of(mapping.outside_key), address_of(mapping.inside_key)
    ends = [
        f"[{end}]:{port}" if port and end.version == 6 else f"{end}:{port}" if port else str(end)
        for end, port in ((outside, mapping.outside_port), (inside, mapping.inside_port))
    ]
    return " → ".join(ends)


def _put(mapping: PortMapping, content: Mapping[str, Any]) -> None:
    """Take over what is given, judged as a whole. Raises Invalid and NotFound."""
    problems: list[FieldError] = []
    for name in ("outside", "inside"):
        if name in content:
            try:
                setattr(mapping, f"{name}_key", key_of(read_address(content[name])))
            except UnreadableError as error:
                problems.append(FieldError(f"/{name}", str(error)))
    former = mapping.until
    for name in FIELDS:
        if name in content:
            value = content[name]
            setattr(mapping, name, value.strip() if isinstance(value, str) else value)
    if "organisation" in content:
        problems += organisation_problems(content["organisation"])
        mapping.organisation_id = content["organisation"]
    problems += _misfits(mapping, former)
    if problems:
        raise Invalid("bad_mapping", "；".join(problem.message for problem in problems) + "。", problems)
    if "item" in content and content["item"] != mapping.item_id:
        if content["item"] is not None and not _sees(content["item"]):
            raise no_such_item(content["item"])
        mapping.item_id = content["item"]


def _misfits(mapping: PortMapping, former: date | None) -> list[FieldError]:
    problems = []
    for name in ("outside_port", "inside_port"):
        if not 0 <= getattr(mapping, name) <= MAX_PORT:
            problems.append(FieldError(f"/{name}", f"端口须在 1 到 {MAX_PORT} 之间，0 为全部端口"))
    if bool(mapping.outside_port) != bool(mapping.inside_port):
        problems.append(FieldError("/inside_port", "两端须都写端口，或都不写（全部端口）"))
    if mapping.protocol == ANY and mapping.outside_port:
        problems.append(FieldError("/protocol", "映射端口须选 TCP 或 UDP"))
    if mapping.outside_key and mapping.outside_key == mapping.inside_key:
        problems.append(FieldError("/inside", "两端不能是同一地址"))
    if mapping.until is not None and mapping.until != former and mapping.until < localdate():
        problems.append(FieldError("/until", "截止日期已过"))
    return problems


def _keep(mapping: PortMapping) -> None:
    """Save it, unless what is outside leads elsewhere already. Raises Conflict."""
    hold_zones([TURN])
    same_port = Q() if mapping.outside_port == 0 else Q(outside_port__in=(0, mapping.outside_port))
    same_protocol = Q() if mapping.protocol == ANY else Q(protocol__in=(ANY, mapping.protocol))
    others = PortMapping.objects.filter(same_port, same_protocol, outside_key=mapping.outside_key)
    other = others.exclude(pk=mapping.pk).first()
    if other is not None:
        raise mapping_taken(label_of(other) if may(READ, organisation=other.organisation_id) else None)
    try:
        with transaction.atomic():
            mapping.save()
    except IntegrityError as error:
        raise mapping_taken(None) from error


def _held(mapping_id: UUID) -> PortMapping:
    require(WRITE)
    rows = PortMapping.objects.select_for_update(no_key=True, of=("self",))
    mapping = visible(rows, WRITE).filter(id=mapping_id).first()
    if mapping is None:
        raise no_such_mapping()
    return mapping


def _sees(item_id: UUID) -> bool:
    return visible(Item.objects.all(), READ).filter(id=item_id).exists()


def _tell(what: str, mapping: PortMapping, before: dict[str, Any], after: dict[str, Any]) -> None:
    audit(f"mapping.{what}", Ref("mapping", str(mapping.id), label_of(mapping)), before, after, stream=AUDIT_STREAM)
