"""Take a piece out of a prefix: a prefix of its own, with an item of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any
from uuid import UUID

from django.db import transaction

from tongyun.kernel.facade import may

from ...addressing.space import next_aligned
from ...addressing.texts import BITS, Network, UnreadableError, at, read_network
from ...catalogue import ZONE, catalogue
from ...contracts import TypeView
from ...errors import bad_address, nothing_free, range_overlaps
from ...models import AddressBlock, Item
from ...queries import READ
from ..items import create_item
from ..occasions import occasion
from .allotting import held_block
from .keeping import hold_zones
from .room import span_of, undivided_in

SUBNET = "subnet"
#: So many pieces are taken at once.
MOST = 64


@dataclass(frozen=True)
class Piece:
    """What is asked for: a `prefix`, or the next free ones of a `length`. Without an organisation that of the prefix
    around counts; `attributes` are further ones of the new items."""

    prefix: str = ""
    length: int | None = None
    count: int = 1
    name: str = ""
    organisation: UUID | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
@occasion()
def divide(block_id: UUID, piece: Piece) -> list[Item]:
    """Make prefixes inside a prefix or pool, with items. Needs inventory:write over both.

    Raises NotFound, Invalid, and Conflict when what is named is not free or there is no room.
    """
    zone = AddressBlock.objects.filter(pk=block_id).values_list("zone", flat=True).first()
    if zone is not None:
        hold_zones([zone])
    block = held_block(block_id)
    view = _type_for(block)
    return [_make(block, view, network, piece) for network in _networks(block, piece)]


def _networks(block: AddressBlock, piece: Piece) -> list[Network]:
    if piece.prefix:
        return [_named(block, piece)]
    length = piece.length
    if length is None:
        raise bad_address("/length", "请填写网段，或前缀长度")
    bits = BITS[block.family]
    begin = (block.length or 0) + 1
    if not begin <= length <= bits:
        raise bad_address("/length", f"前缀长度须在 {begin} 到 {bits} 之间")
    if not 1 <= piece.count <= MOST:
        raise bad_address("/count", f"一次划分 1 到 {MOST} 个")
    found = next_aligned(undivided_in(block), 1 << bits - length, piece.count)
    if len(found) < piece.count:
        raise nothing_free(f"{piece.count} 个 /{length} 网段", f"只够 {len(found)} 个")
    return [ip_network((at(block.family, number), length)) for number in found]


def _named(block: AddressBlock, piece: Piece) -> Network:
    try:
        network = read_network(piece.prefix)
    except UnreadableError as error:
        raise bad_address("/prefix", str(error)) from error
    first, last = span_of(block)
    inside = first <= int(network.network_address) and int(network.broadcast_address) <= last
    if network.version != block.family or not inside or network.prefixlen == block.length:
        raise bad_address("/prefix", f"{network} 不是“{block.item.name}”的一部分")
    begin, end = int(network.network_address), int(network.broadcast_address)
    for child in block.children.select_related("item"):
        low, high = span_of(child)
        if low <= end and high >= begin:
            raise range_overlaps(child.item.name if may(READ, organisation=child.item.organisation_id) else None)
    return network


def _make(block: AddressBlock, view: TypeView, network: Network, piece: Piece) -> Item:
    attributes = {**piece.attributes, _attribute(view, "prefix"): str(network)}
    if block.zone:
        attributes[ZONE] = block.zone
    organisation = piece.organisation or block.item.organisation_id
    name = piece.name.strip() if piece.name.strip() and piece.count == 1 else str(network)
    return create_item(view.key, name, attributes, organisation)


def _type_for(block: AddressBlock) -> TypeView:
    """The type of the new items: that of the prefix around, or of prefixes as such."""
    types = catalogue()
    view = types.types[block.item.type_id]
    return view if block.kind == AddressBlock.Kind.PREFIX else types.types[SUBNET]


def _attribute(view: TypeView, role: str) -> str:
    return next(name for name, part in view.addresses.items() if part.role == role)
