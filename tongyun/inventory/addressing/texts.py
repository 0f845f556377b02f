"""Addresses as people and machines write them, and as keys that sort as addresses do.

A key is the family and the hexadecimal digits of the address, always as many: `40a1e0105`, `620010db8…`. Texts of fixed
width sort alike on every database.
"""

import re
from collections.abc import Callable
from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: The longest text that can be an address or a prefix.
MAX_TEXT: Final = 64
BITS: Final = {4: 32, 6: 128}
_LEADING_ZERO = re.compile(r"(^|\.)0\d")


class UnreadableError(ValueError):
    """A text is no address or prefix; says why in words for people."""


def read_address(text: str) -> Address:
    """The address that a person wrote. Raises UnreadableError."""
    plain = _plain(text)
    if "/" in plain:
        raise UnreadableError("请填写单个地址，不带前缀长度")
    return _address(plain)


def read_network(text: str) -> Network:
    """The prefix that a person wrote, `10.20.0.0/16`. Raises UnreadableError, for bits behind the prefix too."""
    plain = _plain(text)
    base, slash, length = plain.partition("/")
    if not slash:
        raise UnreadableError("须写明前缀长度，如 10.20.30.0/24")
    address = _address(base)
    if not (length.isascii() and length.isdigit()) or len(length) > 3 or (len(length) > 1 and length[0] == "0"):
        raise UnreadableError("前缀长度须为不带前导零的整数")
    if int(length) > BITS[address.version]:
        raise UnreadableError(f"IPv{address.version} 的前缀长度不能超过 {BITS[address.version]}")
    whole = ip_network((address, int(length)), strict=False)
    if whole.network_address != address:
        raise UnreadableError(f"主机位不为零，网段应为 {whole}")
    return whole


def read_seen(text: str) -> Address | None:
    """The address that a machine reported, without what it hangs to it (`%eth0`, `/24`); None for what is none, and for
    those that every machine has: loopback, link-local, unspecified, multicast."""
    base = text.strip().partition("%")[0].partition("/")[0]
    try:
        found = ip_address(base)
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback or found.is_link_local or found.is_unspecified or found.is_multicast:
        return None
    return found


def sought(text: str) -> tuple[str, str] | None:
    """The first and the last key of the address or prefix that somebody looks for; None for other texts. Bits behind
    the prefix may be set: who looks for `10.1.2.3/16` looks for what lies around it."""
    base, slash, length = text.partition("/")
    try:
        address = read_address(base)
    except UnreadableError:
        return None
    if not slash:
        return key_of(address), key_of(address)
    if not (length.isascii() and length.isdigit() and int(length[:4]) <= BITS[address.version]):
        return None
    network = ip_network((address, int(length)), strict=False)
    return key_of(network[0]), key_of(network[-1])


def fault_of(text: str, read: Callable[[str], object]) -> str | None:
    """Why a text cannot be read, or None."""
    try:
        read(text)
    except UnreadableError as error:
        return str(error)
    return None


def key_of(address: Address) -> str:
    """The key of an address."""
    return key_at(address.version, int(address))


def key_at(family: int, number: int) -> str:
    """The key of the address that a number is in a family."""
    return f"{family}{number:0{BITS[family] // 4}x}"


def number_of(key: str) -> int:
    """The number of a key, without its family."""
    return int(key[1:], 16)


def family_of(key: str) -> int:
    """4 or 6."""
    return int(key[0])


def address_of(key: str) -> Address:
    """The address of a key."""
    return at(family_of(key), number_of(key))


def at(family: int, number: int) -> Address:
    """The address that a number is in a family."""
    return IPv4Address(number) if family == 4 else IPv6Address(number)


def _plain(text: str) -> str:
    plain = text.strip()
    if not plain or len(plain) > MAX_TEXT:
        raise UnreadableError("不是有效的 IP 地址")
    if "%" in plain:
        raise UnreadableError("不能带接口标识（% 及其后的部分）")
    return plain


def _address(text: str) -> Address:
    if _LEADING_ZERO.search(text) and ":" not in text:
        raise UnreadableError("各段不能有前导零")
    try:
        found = ip_address(text)
    except (ValueError, AddressValueError) as error:
        raise UnreadableError("不是有效的 IP 地址") from error
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        raise UnreadableError(f"这是映射到 IPv6 的 IPv4 地址，请写为 {found.ipv4_mapped}")
    return found
