"""How messages leave the house, one file a technique. Loaded in the worker, when the first message of the kind goes."""

from importlib import import_module
from types import TracebackType
from typing import Any, Protocol, cast

from ..kinds import ChannelKind
from .message import Outgoing, RefusedError

__all__ = ["Outgoing", "RefusedError", "Transport", "open_transport"]


class Transport(Protocol):
    """An open way out. Entered once for several messages."""

    def __enter__(self) -> "Transport":
        """Connect where that is worth it."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Hang up."""

    def send(self, message: Outgoing) -> None:
        """Hand over one message. Raises NotTakenError (try again) or RefusedError (this recipient, never)."""


def open_transport(kind: ChannelKind, settings: dict[str, Any]) -> Transport:
    """The transport of a channel, with its settings and its secrets in the clear."""
    module = import_module(f"{__name__}.{kind.transport}")
    return cast(Transport, module.open_transport(kind.key, settings))
