"""What a transport is given."""

from dataclasses import dataclass, field


class RefusedError(RuntimeError):
    """This recipient cannot be reached this way, however often it is tried; the channel itself works."""


@dataclass(frozen=True)
class Outgoing:
    """One message to one recipient. `key` is the same whenever it is repeated; `address` is a mailbox or a number."""

    key: str
    title: str
    body: str
    level: str
    time: str
    link: str = ""
    address: str = ""
    name: str = ""
    phones: tuple[str, ...] = field(default_factory=tuple)
