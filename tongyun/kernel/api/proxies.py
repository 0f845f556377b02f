"""Where a request comes from. Behind a proxy that stands in a header, which is believed of known proxies only."""

from ipaddress import IPv4Network, IPv6Network

from django.conf import settings
from django.http import HttpRequest

from ..contracts import Invalid
from ..services.signin.networks import address

FORWARDED_FOR, FORWARDED_PROTO = "X-Forwarded-For", "X-Forwarded-Proto"
MAX_HOPS = 20


def caller_ip(request: HttpRequest) -> str:
    """The address of the caller: of the peer, or what a trusted proxy says of it.

    Read from the right: each proxy appends the address it was called from, whatever stands further left anybody may
    have written. Raises Invalid for a forged or broken header.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get(FORWARDED_FOR, "")
    trusted = settings.TONGYUN.trusted_proxies
    if not forwarded or not trusted:
        return _plain(peer)
    if not _is_in(peer, trusted):
        raise Invalid("forged_forwarding", "此地址不是受信任的代理，不接受 X-Forwarded-For。")
    hops = [hop.strip() for hop in forwarded.split(",")]
    if len(hops) > MAX_HOPS or any(address(hop) is None for hop in hops):
        raise Invalid("bad_forwarding", "X-Forwarded-For 不是有效的地址列表。")
    for hop in reversed(hops):
        if not _is_in(hop, trusted):
            return _plain(hop)
    return _plain(hops[0])


def is_https(request: HttpRequest) -> bool:
    """Whether the caller speaks https, to us or to the proxy before us."""
    if request.is_secure() or settings.TONGYUN.public_url.startswith("https://"):
        return True
    trusted = settings.TONGYUN.trusted_proxies
    peer = str(request.META.get("REMOTE_ADDR", ""))
    return _is_in(peer, trusted) and request.headers.get(FORWARDED_PROTO, "") == "https"


def _plain(text: str) -> str:
    found = address(text)
    return text if found is None else str(found)


def _is_in(text: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    found = address(text)
    return found is not None and any(found.version == net.version and found in net for net in networks)
