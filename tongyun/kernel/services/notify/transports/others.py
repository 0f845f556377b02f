"""Everything else through Apprise, which knows about a hundred services. Imported only here, in the worker."""

import logging
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType

from ...posting import NotTakenError
from .message import Outgoing, RefusedError
from .reach import address_of

TYPES = {"info": NotifyType.INFO, "warning": NotifyType.WARNING, "critical": NotifyType.FAILURE}
#: What acts on this machine instead of a service somewhere.
LOCAL = frozenset(
    ("dbus", "qt", "glib", "gnome", "macosx", "windows", "syslog", "kde", "file", "tts", "napi", "rsyslog", "smpp")
)

# Apprise names the address, which holds the token, in what it logs.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


class Others:
    """The service behind one Apprise URL."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._url: str = settings["url"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def send(self, message: Outgoing) -> None:
        """Hand one message to the service."""
        try:
            parts = urlsplit(self._url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise RefusedError("Apprise 地址无效") from None
        if parts.scheme.lower() in LOCAL:
            raise RefusedError("这种 Apprise 地址作用于本机，不能用作渠道")
        if host and ("." in host or ":" in host or host == "localhost"):
            address_of(host, port or 443)
        sender = Apprise(asset=AppriseAsset(async_mode=False, secure_logging=True, plugin_paths=[]))
        if not sender.add(self._url):
            raise RefusedError("Apprise 不认识这个地址")
        text = f"{message.body}\n{message.link}".strip()
        if not sender.notify(
            body=text or message.title,
            title=message.title,
            notify_type=TYPES[message.level],
            body_format=NotifyFormat.TEXT,
        ):
            raise NotTakenError("接收方未受理")


def open_transport(kind: str, settings: dict[str, Any]) -> Others:
    """The service of these settings."""
    return Others(settings)
