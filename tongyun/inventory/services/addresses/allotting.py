"""Allot addresses: the next free ones or those named, to an item or for later; change, extend and give them back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from tongyun.kernel.contracts import FieldError, Invalid, Ref, new_id, refuse_stale, utc_now
from tongyun.kernel.contracts.bulk import RowResult
from tongyun.kernel.facade import audit, bulk, current_actor, may, require, visible

from ...addressing.space import next_free
from ...addressing.texts import Address, UnreadableError, address_of, key_at, key_of, read_address
from ...errors import (
    address_taken,
    bad_address,
    item_retired,
    no_such_address,
    no_such_item,
    no_such_prefix,
    nothing_free,
)
from ...models import AddressBlock, AddressChange, AddressUse, Item
from ...queries import READ
from ..recording import AUDIT_STREAM, delta_of
from ..relations import WRITE
from .hiding import tells_holders
from .room import edges_of, free_in, network_of, seen_rows

#: So many addresses are allotted at once.
MOST = 256
FIELDS = ("state", "item", "purpose", "owner", "reference", "until")
PLACE = "block__item__organisation_id"


@dataclass(frozen=True)
class Wish:
    """What is asked for. Without an `address` the next free ones, as many as `count`; without an item they are kept
    for later."""

    address: str = ""
    count: int = 1
    state: str = AddressUse.State.ALLOCATED.value
    item: UUID | None = None
    purpose: str = ""
    owner: str = ""
    reference: str = ""
    until: date | None = None


@transaction.atomic
def allot(block_id: UUID, wish: Wish) -> list[AddressUse]:
    """Allot addresses of a range. Needs inventory:write over the range, and to see the item.

    Raises NotFound, Invalid for an address that cannot be allotted there, Conflict for one that somebody has and when
    there is no room.
    """
    block = held_block(block_id)
    _check(wish)
    item = _item_for(wish.item)
    if wish.address:
        keys = [_named_key(block, wish)]
    else:
        numbers = next_free(free_in(block), wish.count)
        if len(numbers) < wish.count:
            raise nothing_free(f"{wish.count} 个", f"只剩 {len(numbers)} 个")
        keys = [key_at(block.family, number) for number in numbers]
    now = utc_now()
    made = [
        AddressUse(
            id=new_id(),
            block=block,
            zone=block.zone,
            key=key,
            state=wish.state,
            item=item,
            purpose=wish.purpose.strip(),
            owner=wish.owner.strip(),
            reference=wish.reference.strip(),
            until=wish.until,
            created_at=now,
            updated_at=now,
        )
        for key in keys
    ]
    try:
        with transaction.atomic():
            AddressUse.objects.bulk_create(made)
    except IntegrityError as error:
        raise address_taken(str(address_of(keys[0])), "刚刚已被他人分配") from error
    _record_all(AddressChange.Kind.ALLOTTED, [(use, {}, told(use)) for use in made])
    return made


@transaction.atomic
def change_use(use_id: UUID, version: int | None, changes: Mapping[str, Any]) -> AddressUse:
    """Say something else of an allotted address, or allot a reserved one. Needs inventory:write over its range.

    Raises NotFound, Stale, Invalid, and Conflict when another item than the new one uses it.
    """
    use = _held_use(use_id)
    refuse_stale(use.version, version)
    before = told(use)
    wish = Wish(
        state=changes.get("state", use.state),
        item=changes.get("item", use.item_id),
        purpose=changes.get("purpose", use.purpose),
        owner=changes.get("owner", use.owner),
        reference=changes.get("reference", use.reference),
        until=changes.get("until", use.until),
    )
    _check(wish, former=use.until)
    if wish.item != use.item_id:
        use.item = _item_for(wish.item)
        _refuse_seen(use.block, use.key, wish.item)
    use.state, use.until = wish.state, wish.until
    use.purpose, use.owner, use.reference = wish.purpose.strip(), wish.owner.strip(), wish.reference.strip()
    if (after := told(use)) != before:
        use.version += 1
        use.updated_at = utc_now()
        use.save()
        _record_all(AddressChange.Kind.CHANGED, [(use, before, after)])
    return use


@transaction.atomic
def release(use_id: UUID) -> None:
    """Give an address back; its history stays. Needs inventory:write over its range; raises NotFound."""
    use = _held_use(use_id)
    _record_all(AddressChange.Kind.RELEASED, [(use, told(use), {})])
    use.delete()


def release_all(ids: Iterable[UUID]) -> list[RowResult]:
    """The same for several; each has its own result."""
    require(WRITE)
    return bulk(ids, release)


def extend_all(ids: Iterable[UUID], until: date | None) -> list[RowResult]:
    """Let several be used until another day; each has its own result."""
    require(WRITE)
    _check(Wish(until=until))
    return bulk(ids, lambda use_id: change_use(use_id, None, {"until": until}))


def held_block(block_id: UUID) -> AddressBlock:
    """A range that somebody is about to allot in, held, so that they take turns. Needs inventory:write over it; one out
    of scope is told from none by nothing."""
    require(WRITE)
    rows = AddressBlock.objects.select_for_update(no_key=True, of=("self",)).select_related("item")
    block = rows.filter(pk=block_id).first()
    if block is None or not may(WRITE, organisation=block.item.organisation_id):
        raise no_such_prefix()
    return block


def told(use: AddressUse) -> dict[str, Any]:
    """What history and audit tell of an allotted address."""
    return {
        "state": str(use.state),
        "item": {"id": str(use.item_id), "name": use.item.name} if use.item else None,
        "purpose": use.purpose,
        "owner": use.owner,
        "reference": use.reference,
        "until": use.until.isoformat() if use.until else None,
    }


def _held_use(use_id: UUID) -> AddressUse:
    require(WRITE)
    # Held before it is read with its range: whoever puts a prefix around it gives it another one.
    list(AddressUse.objects.select_for_update(no_key=True).filter(id=use_id))
    rows = AddressUse.objects.select_related("block__item", "item")
    use = visible(rows, WRITE, organisation=PLACE).filter(id=use_id).first()
    if use is None:
        raise no_such_address()
    return use


def _check(wish: Wish, former: date | None = None) -> None:
    problems = []
    if not 1 <= wish.count <= MOST:
        problems.append(FieldError("/count", f"一次分配 1 到 {MOST} 个"))
    if wish.address and wish.count != 1:
        problems.append(FieldError("/count", "指定地址时只能分配一个"))
    if wish.until is not None and wish.until != former and wish.until < localdate():
        problems.append(FieldError("/until", "截止日期已过"))
    if problems:
        raise Invalid("bad_address", "；".join(problem.message for problem in problems) + "。", problems)


def _item_for(item_id: UUID | None) -> Item | None:
    if item_id is None:
        return None
    item = visible(Item.objects.all(), READ).filter(id=item_id).first()
    if item is None:
        raise no_such_item(item_id)
    if item.lifecycle == Item.Lifecycle.RETIRED:
        raise item_retired(item.name)
    return item


def _named_key(block: AddressBlock, wish: Wish) -> str:
    """The key of the address that was named, if it can be allotted here."""
    try:
        address = read_address(wish.address)
    except UnreadableError as error:
        raise bad_address("/address", str(error)) from error
    key = key_of(address)
    if not block.first <= key <= block.last:
        raise bad_address("/address", f"{address} 不在“{block.item.name}”范围内")
    _refuse_special(block, address)
    _refuse_child(block, key, address)
    present = AddressUse.objects.select_related("item").filter(zone=block.zone, key=key).first()
    if present is not None:
        raise address_taken(str(address), _whose(present))
    _refuse_seen(block, key, wish.item)
    return key


def _refuse_special(block: AddressBlock, address: Address) -> None:
    around: AddressBlock | None = block
    while around is not None:
        network = network_of(around)
        if network is not None and int(address) in edges_of(network):
            word = "网络地址" if address == network.network_address else "广播地址"
            raise bad_address("/address", f"{address} 是 {network} 的{word}，不能分配")
        if around.gateway == key_of(address):
            raise address_taken(str(address), "网关地址")
        around = around.parent


def _refuse_child(block: AddressBlock, key: str, address: Address) -> None:
    child = block.children.select_related("item").filter(first__lte=key, last__gte=key).first()
    if child is not None:
        seen = may(READ, organisation=child.item.organisation_id)
        where = f"“{child.item.name}”" if seen else "其他单位的下级范围"
        raise address_taken(str(address), f"属于{where}，请在其中分配")


def _refuse_seen(block: AddressBlock, key: str, item: UUID | None) -> None:
    """Refuse an address that another item uses: whoever allots it would make a conflict."""
    if item is None:
        return
    rows = seen_rows(block).filter(key=key, shared=False).select_related("holder")
    holders = [row.holder for row in rows]
    if holders and all(holder.id != item for holder in holders):
        whose = _name(holders[0]) if tells_holders() else "另一个配置项"
        raise address_taken(str(address_of(key)), f"{whose}正在使用")


def _whose(use: AddressUse) -> str:
    if use.state == AddressUse.State.RESERVED:
        return "已预留" + (f"（{use.purpose}）" if use.purpose else "")
    return f"已分配给{_name(use.item)}" if use.item else "已分配"


def _name(item: Item) -> str:
    seen = may(READ, organisation=item.organisation_id)
    return f"“{item.name}”" if seen else "另一个配置项（不在您的数据范围内）"


def _record_all(kind: AddressChange.Kind, changes: list[tuple[AddressUse, dict[str, Any], dict[str, Any]]]) -> None:
    actor, now = current_actor(), utc_now()
    AddressChange.objects.bulk_create(
        AddressChange(
            use=use.id,
            zone=use.zone,
            key=use.key,
            place=use.block.item,
            kind=kind,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name[:100],
            delta=delta_of(before, after),
        )
        for use, before, after in changes
    )
    for use, before, after in changes:
        reference = Ref("address", str(use.id), str(address_of(use.key)))
        audit(f"address.{kind}", reference, before, after, stream=AUDIT_STREAM)
