"""Where the platform may connect to on behalf of an administrator: not to itself, not to the network's own services.

Loopback, link-local (where clouds answer with credentials), multicast and unspecified addresses are refused unless the
site names them in TONGYUN_NOTIFY_REACH. A name is resolved once, and the address that was checked is the one that is
connected to, so a second answer of the name server changes nothing.
"""

import socket
import ssl
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import httpx
from django.conf import settings

from ...posting import NotTakenError
from .message import RefusedError

TIMEOUT_S = 10.0
MAX_ANSWER = 64 << 10


def address_of(host: str, port: int) -> str:
    """The address to connect to. Raises RefusedError for a forbidden one, NotTakenError for an unknown name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotTakenError("找不到服务器的地址") from None
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if forbidden(ip_address(address.partition("%")[0])):
            raise RefusedError("渠道指向本机或链路本地地址，站点未允许（TONGYUN_NOTIFY_REACH）")
    return addresses[0]


def forbidden(address: IPv4Address | IPv6Address) -> bool:
    """Whether the site keeps this address out of reach."""
    plain = getattr(address, "ipv4_mapped", None) or address
    if any(plain in network for network in settings.TONGYUN.notify_reach if plain.version == network.version):
        return False
    return bool(plain.is_loopback or plain.is_link_local or plain.is_multicast or plain.is_unspecified)


def request(method: str, url: str, **words: Any) -> httpx.Response:
    """One HTTP request, without redirects and without the proxies of the environment.

    Raises NotTakenError without naming the address: it often holds the receiver's password.
    """
    try:
        parts = httpx.URL(url)
        if parts.scheme not in ("http", "https") or not parts.host:
            raise RefusedError("渠道的地址不是 http 或 https 地址")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        reached = parts.copy_with(host=address_of(parts.host, port))
        headers = {**words.pop("headers", {}), "Host": parts.netloc.decode()}
        with (
            httpx.Client(verify=_trust(), timeout=TIMEOUT_S, trust_env=False, follow_redirects=False) as client,
            client.stream(
                method, reached, headers=headers, extensions={"sni_hostname": parts.host}, **words
            ) as response,
        ):
            read = b""
            for piece in response.iter_bytes():
                read += piece
                if len(read) > MAX_ANSWER:
                    raise NotTakenError("接收方的应答过长")
            return httpx.Response(response.status_code, content=read)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise NotTakenError(f"接收方没有应答（{type(error).__name__}）") from None


@cache
def _trust() -> ssl.SSLContext:
    """The certificates to believe, read once: reading them takes longer than most requests."""
    return httpx.create_ssl_context(trust_env=False)
