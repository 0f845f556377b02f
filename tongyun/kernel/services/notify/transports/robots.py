"""Group robots of DingTalk, WeCom and Feishu: one address with a token, an optional signature, a code in the answer."""

import base64
import hashlib
import hmac
import time
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote_plus

from ...posting import NotTakenError
from .message import Outgoing
from .reach import request

COLOURS = {"critical": "red", "warning": "orange", "info": "blue"}
#: What the makers allow in one message.
MAX_TEXT = {"dingtalk": 5000, "wecom": 1300, "feishu": 5000}
MAX_MENTIONS = 20


class Robot:
    """The robot of one group."""

    def __init__(self, kind: str, settings: dict[str, Any]) -> None:
        self._kind, self._settings = kind, settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def send(self, message: Outgoing) -> None:
        """Post one message to the group."""
        url, body = COMPOSERS[self._kind](self._settings, message, int(time.time()))
        response = request("POST", url, json=body, headers={"Idempotency-Key": message.key})
        if not response.is_success:
            raise NotTakenError(f"接收方返回 {response.status_code}")
        try:
            answer = response.json()
        except ValueError:
            raise NotTakenError("接收方的应答不是 JSON") from None
        code = answer.get("errcode", answer.get("code", answer.get("StatusCode"))) if isinstance(answer, dict) else None
        if code != 0:
            raise NotTakenError(f"接收方未受理（代码 {str(code)[:20]}）")


def open_transport(kind: str, settings: dict[str, Any]) -> Robot:
    """The robot of these settings."""
    return Robot(kind, settings)


def _dingtalk(settings: dict[str, Any], message: Outgoing, now: int) -> tuple[str, dict[str, Any]]:
    url, secret = settings["url"], settings.get("secret", "")
    if secret:
        at = now * 1000
        raw = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()
        joint = "&" if "?" in url else "?"
        url = f"{url}{joint}timestamp={at}&sign={quote_plus(base64.b64encode(raw).decode())}"
    phones = list(message.phones[:MAX_MENTIONS]) if settings.get("mention") else []
    text = message.body[: MAX_TEXT["dingtalk"]]
    if phones:
        text += "\n\n" + " ".join(f"@{phone}" for phone in phones)
    return url, {
        "msgtype": "markdown",
        "markdown": {"title": message.title[:60], "text": text},
        "at": {"atMobiles": phones, "isAtAll": False},
    }


def _wecom(settings: dict[str, Any], message: Outgoing, now: int) -> tuple[str, dict[str, Any]]:
    phones = list(message.phones[:MAX_MENTIONS]) if settings.get("mention") else []
    text = message.body[: MAX_TEXT["wecom"]]
    if phones:
        # Only plain texts may mention by number.
        return settings["url"], {"msgtype": "text", "text": {"content": text, "mentioned_mobile_list": phones}}
    return settings["url"], {"msgtype": "markdown", "markdown": {"content": text}}


def _feishu(settings: dict[str, Any], message: Outgoing, now: int) -> tuple[str, dict[str, Any]]:
    secret = settings.get("secret", "")
    body: dict[str, Any] = {
        "msg_type": "interactive",
        "card": {
            "header": {
                "title": {"tag": "plain_text", "content": message.title[:100]},
                "template": COLOURS[message.level],
            },
            "elements": [{"tag": "markdown", "content": message.body[: MAX_TEXT["feishu"]]}],
        },
    }
    if secret:
        raw = hmac.new(f"{now}\n{secret}".encode(), b"", hashlib.sha256).digest()
        body |= {"timestamp": str(now), "sign": base64.b64encode(raw).decode()}
    return settings["url"], body


COMPOSERS = {"dingtalk": _dingtalk, "wecom": _wecom, "feishu": _feishu}
