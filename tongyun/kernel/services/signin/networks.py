"""From where people may work: networks for everybody and for roles."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from ...contracts import FieldError, Forbidden, Invalid
from ...contracts.signin import NetworkPolicy
from ..context import current_actor
from ..policies import policy
from .roles import role_keys_of

REFUSED = "当前网络地址不允许访问本系统，请联系安全管理员。"


def address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as it counts: without a zone, IPv4 also when written as IPv6; None for anything else."""
    try:
        found = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def within(text: str, networks: Iterable[str]) -> bool:
    """Whether an address lies in one of the networks."""
    found = address(text)
    if found is None:
        return False
    known = [ip_network(network, strict=False) for network in networks]
    return any(found in network for network in known if network.version == found.version)


def admits_address(ip: str) -> bool:
    """Whether anybody may come from here."""
    allowed = policy(NetworkPolicy).allowed
    return not allowed or within(ip, allowed)


def admits_user(user_id: Any, ip: str) -> bool:
    """Whether this user may come from here."""
    rules = policy(NetworkPolicy)
    return _admits(rules, role_keys_of(user_id) if rules.role_rules else frozenset(), ip)


def require_network(user_id: Any, ip: str) -> None:
    """Refuse a user of a session or token that comes from where it may not."""
    if not admits_user(user_id, ip):
        raise Forbidden("network_refused", REFUSED)


def check_networks(rules: NetworkPolicy) -> None:
    """Refuse rules that name no network, and rules that would lock out whoever makes them."""
    broken = [
        FieldError(f"/{field}/{number}", f"“{text}”不是 IPv4 或 IPv6 的地址或网段")
        for field, entries in (
            ("allowed", rules.allowed),
            ("role_rules", tuple(entry.partition("=")[2] for entry in rules.role_rules)),
        )
        for number, text in enumerate(entries)
        if not _is_network(text)
    ]
    if broken:
        raise Invalid("invalid_network", "网段有误，请检查标出的条目。", broken)
    actor = current_actor()
    if actor.kind == "user" and not _admits(rules, role_keys_of(actor.id), actor.ip):
        reason = f"按此设置，您当前的地址 {actor.ip} 将无法访问；为避免把管理员挡在外面，请先包含该地址。"
        raise Invalid("locks_you_out", reason, [FieldError("/allowed", reason)])


def _admits(rules: NetworkPolicy, roles: frozenset[str], ip: str) -> bool:
    if rules.allowed and not within(ip, rules.allowed):
        return False
    mine = [entry.partition("=") for entry in rules.role_rules]
    networks: dict[str, list[str]] = {}
    for role, _, network in mine:
        if role in roles:
            networks.setdefault(role, []).append(network)
    return all(within(ip, of_role) for of_role in networks.values())


def _is_network(text: str) -> bool:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return False
    return not (isinstance(network, IPv6Network) and "%" in text)
