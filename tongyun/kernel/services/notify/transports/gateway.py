"""SMS through any HTTP gateway: the request is a template, signed as the gateway wants it, its answer is tested.

Templates fill the values of a JSON object; the object is encoded afterwards, so no text can break out of its place.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from types import TracebackType
from typing import Any, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from ...posting import NotTakenError
from ..template_language import Template
from .message import Outgoing, RefusedError
from .reach import request


class Gateway:
    """The gateway of these settings."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def send(self, message: Outgoing) -> None:
        """Send one short message."""
        own = self._settings
        names = self._names(message)
        names["signature"] = signature(own, names)
        body = filled(json.loads(own["body"]), names)
        headers = {key: str(value) for key, value in filled(json.loads(own.get("headers") or "{}"), names).items()}
        headers.setdefault("Idempotency-Key", message.key)
        encoding = {"json": "json", "form": "data", "query": "params"}[own["encoding"]]
        response = request(own.get("method", "POST"), own["url"], headers=headers, **{encoding: body})
        if not response.is_success:
            raise NotTakenError(f"网关返回 {response.status_code}")
        self._judge(response.content)

    def _names(self, message: Outgoing) -> dict[str, Any]:
        title, body = _line(message.title), _line(message.body)
        return {
            "phone": message.address,
            "text": body or title,
            "title": title,
            "body": body,
            "link": message.link,
            "level": message.level,
            "time": message.time,
            "id": message.key,
            "timestamp": str(int(time.time())),
            "nonce": secrets.token_hex(8),
            "secret": self._settings.get("secret", ""),
        }

    def _judge(self, answer: bytes) -> None:
        path = self._settings.get("success_path", "")
        if not path:
            return
        try:
            value: Any = json.loads(answer)
        except ValueError:
            raise NotTakenError("网关的应答不是 JSON") from None
        for key in path.split("."):
            if isinstance(value, list) and key.isdigit() and int(key) < len(value):
                value = value[int(key)]
            else:
                value = value.get(key) if isinstance(value, dict) else None
        shown = json.dumps(value) if isinstance(value, (bool, dict, list)) or value is None else str(value)
        if shown in self._settings.get("success_values", []):
            return
        if shown in self._settings.get("refused_values", []):
            raise RefusedError(f"网关拒绝该号码（{path} = {shown[:40]}）")
        raise NotTakenError(f"网关未受理（{path} = {shown[:40]}）")


def open_transport(kind: str, settings: dict[str, Any]) -> Gateway:
    """SMS through the gateway of these settings."""
    return Gateway(settings)


def filled(value: Any, names: dict[str, Any]) -> Any:
    """The object with every text in it rendered."""
    if isinstance(value, str):
        return Template(value).render(names)
    if isinstance(value, dict):
        return {key: filled(own, names) for key, own in value.items()}
    return [filled(own, names) for own in value] if isinstance(value, list) else value


def signature(settings: dict[str, Any], names: dict[str, Any]) -> str:
    """What the gateway checks the request by; empty where it wants none."""
    algorithm = settings.get("signature", "none")
    if algorithm == "none":
        return ""
    text = Template(settings.get("signed_text", "")).render(names).encode()
    raw = _digest(algorithm, names["secret"].encode(), text)
    form = settings.get("signature_form", "hex")
    if form == "base64":
        return base64.b64encode(raw).decode()
    return raw.hex().upper() if form == "HEX" else raw.hex()


def _digest(algorithm: str, key: bytes, text: bytes) -> bytes:
    if algorithm == "sm3":
        plain = hashes.Hash(hashes.SM3())
        plain.update(text)
        return plain.finalize()
    if algorithm == "hmac-sm3":
        keyed = HMAC(key, hashes.SM3())
        keyed.update(text)
        return keyed.finalize()
    if algorithm.startswith("hmac-"):
        return hmac.new(key, text, algorithm.removeprefix("hmac-")).digest()
    return hashlib.new(algorithm, text, usedforsecurity=False).digest()


def _line(text: str) -> str:
    return " ".join(text.split())
