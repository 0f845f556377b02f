"""Ask a provider over HTTP: its own CA where one is given, no redirects, nothing huge."""

import json
import ssl
from typing import Any

import httpx

from ..errors import UNAVAILABLE, Refused

TIMEOUT_S = 10.0
MAX_BYTES = 1 << 20


def client(ca_pem: str) -> httpx.Client:
    """A client that trusts the system's CAs, or the given ones instead. Raises Refused for a text that is no CA."""
    return httpx.Client(verify=trusted(ca_pem), timeout=TIMEOUT_S, follow_redirects=False)


def trusted(ca_pem: str) -> ssl.SSLContext:
    """Whom we believe when a server shows its certificate. Raises Refused."""
    try:
        return ssl.create_default_context(cadata=ca_pem.strip() or None)
    except (ssl.SSLError, ValueError) as error:
        raise Refused(UNAVAILABLE, f"受信任的 CA 证书无法读取：{error}") from error


def text(asking: httpx.Client, method: str, url: str, **more: Any) -> str:
    """What a provider answers, up to one MiB. Raises Refused when it does not, or not with 200."""
    try:
        with asking.stream(method, url, **more) as answer:
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > MAX_BYTES:
                    raise Refused(UNAVAILABLE, f"{_shown(url)} 的应答超过 1 MiB")
            if answer.status_code != 200:
                said = body[:300].decode(errors="replace")
                raise Refused(UNAVAILABLE, f"{_shown(url)} 返回 {answer.status_code}：{said}")
            return body.decode(answer.charset_encoding or "utf-8", errors="replace")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Refused(UNAVAILABLE, f"无法连接 {_shown(url)}：{error or type(error).__name__}") from error
    except LookupError as error:
        raise Refused(UNAVAILABLE, f"{_shown(url)} 的字符集不明") from error


def document(asking: httpx.Client, method: str, url: str, **more: Any) -> dict[str, Any]:
    """The same, as a JSON object."""
    try:
        found = json.loads(text(asking, method, url, **more))
    except (ValueError, RecursionError) as error:
        raise Refused(UNAVAILABLE, f"{_shown(url)} 的应答不是 JSON") from error
    if not isinstance(found, dict):
        raise Refused(UNAVAILABLE, f"{_shown(url)} 的应答不是 JSON 对象")
    return found


def _shown(url: str) -> str:
    """The address without its query, which may hold a ticket."""
    return url.partition("?")[0]
