"""What the attributes of an item say of addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tongyun.kernel.contracts import FieldError

from ...addressing.texts import UnreadableError, at, fault_of, key_of, read_address, read_network, read_seen
from ...contracts import AddressPart, TypeView
from ...models import AddressBlock

#: What people write into the plan; what an item merely has is never refused.
PLANNED = ("prefix", "first", "last", "gateway")
SHARED = "addresses_shared"
MAX_ZONE = 80


@dataclass(frozen=True)
class Range:
    """A range that an item stands for, as the plan keeps it."""

    kind: str
    zone: str
    family: int
    first: str
    last: str
    length: int | None
    gateway: str
    shared: bool


@dataclass(frozen=True)
class Held:
    """An address that an item has."""

    holder: UUID | None
    zone: str
    key: str
    shared: bool


def problems_in(view: TypeView, attributes: Mapping[str, Any], held: Mapping[str, Any] | None) -> list[FieldError]:
    """What people cannot mean: no prefix or address, a gateway elsewhere, an end before its beginning. What the item
    holds already may stay."""
    planned = {name: part for name, part in view.addresses.items() if part.role in PLANNED}
    given = {name: attributes[name] for name in planned if isinstance(attributes.get(name), str)}
    if not given or all((held or {}).get(name) == value for name, value in given.items()):
        return []
    problems = []
    for name, text in given.items():
        fault = fault_of(text, read_network if planned[name].role == "prefix" else read_address)
        if fault:
            problems.append(FieldError(_pointer(name), fault))
    return problems or list(_misfits(planned, given))


def range_of(view: TypeView, attributes: Mapping[str, Any]) -> Range | None:
    """The range that these attributes give an item; None when they give none."""
    by_role = {part.role: (name, part) for name, part in view.addresses.items() if part.role in PLANNED}
    try:
        if "prefix" in by_role:
            return _prefix(by_role, attributes)
        return _pool(by_role, attributes) if "first" in by_role else None
    except UnreadableError:
        return None


def held_in(view: TypeView, attributes: Mapping[str, Any]) -> set[Held]:
    """The addresses that these attributes say the item has."""
    return {
        Held(_holder(part, attributes), zone_of(part, attributes), key_of(found), part.role == "shared")
        for name, part in view.addresses.items()
        if part.role not in PLANNED
        for text in _texts(attributes.get(name))
        if (found := read_seen(text)) is not None
    }


def zone_of(part: AddressPart, attributes: Mapping[str, Any]) -> str:
    """The network zone that an attribute counts in; "" when nothing says it."""
    said = (attributes.get(name) for name in part.zones)
    return part.zone or next((zone[:MAX_ZONE] for zone in said if isinstance(zone, str) and zone), "")


def _prefix(by_role: Mapping[str, tuple[str, AddressPart]], attributes: Mapping[str, Any]) -> Range | None:
    name, part = by_role["prefix"]
    text = attributes.get(name)
    if not isinstance(text, str):
        return None
    network = read_network(text)
    gateway = ""
    said = attributes.get(by_role["gateway"][0]) if "gateway" in by_role else None
    if isinstance(said, str) and not fault_of(said, read_address):
        gateway = key_of(read_address(said))
    return Range(
        AddressBlock.Kind.PREFIX.value,
        zone_of(part, attributes),
        network.version,
        key_of(network.network_address),
        key_of(at(network.version, int(network.broadcast_address))),
        network.prefixlen,
        gateway,
        attributes.get(SHARED) is True,
    )


def _pool(by_role: Mapping[str, tuple[str, AddressPart]], attributes: Mapping[str, Any]) -> Range | None:
    name, part = by_role["first"]
    begin = attributes.get(name)
    end = attributes.get(by_role["last"][0]) if "last" in by_role else None
    if not isinstance(begin, str):
        return None
    first = read_address(begin)
    last = read_address(end) if isinstance(end, str) else first
    if first.version != last.version or int(first) > int(last):
        return None
    kind, zone = AddressBlock.Kind.POOL.value, zone_of(part, attributes)
    return Range(kind, zone, first.version, key_of(first), key_of(last), None, "", False)


def _misfits(planned: Mapping[str, AddressPart], given: Mapping[str, str]) -> Iterator[FieldError]:
    """What is wrong between attributes that are each well."""
    by_role = {planned[name].role: (name, text) for name, text in given.items()}
    if "prefix" in by_role and "gateway" in by_role:
        name, text = by_role["gateway"]
        if read_address(text) not in read_network(by_role["prefix"][1]):
            yield FieldError(_pointer(name), "网关不在网段内")
    if "first" in by_role and "last" in by_role:
        (_, begin), (name, end) = by_role["first"], by_role["last"]
        first, last = read_address(begin), read_address(end)
        if first.version != last.version:
            yield FieldError(_pointer(name), "起止地址须同为 IPv4 或同为 IPv6")
        elif int(last) < int(first):
            yield FieldError(_pointer(name), "终止地址小于起始地址")


def _holder(part: AddressPart, attributes: Mapping[str, Any]) -> UUID | None:
    try:
        return UUID(str(attributes[part.of])) if part.of in attributes else None
    except ValueError:
        return None


def _texts(value: Any) -> Iterator[str]:
    return (entry for entry in (value if isinstance(value, list) else [value]) if isinstance(entry, str))


def _pointer(name: str) -> str:
    return f"/attributes/{name}"
