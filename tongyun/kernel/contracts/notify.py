"""What rooms and administrators say about telling people."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from .policies import entry

#: How loud a message is, quietest first.
LEVELS: Final = ("info", "warning", "critical")


@dataclass(frozen=True)
class NotificationCategory:
    """What messages are about. A key with a dot is part of the category before the dot: `alert.network`."""

    key: str
    title_zh: str
    title_en: str


@dataclass(frozen=True)
class LiveTopic:
    """Something open pages may hear of; `permission` is what the reader must hold."""

    key: str
    permission: str


@dataclass(frozen=True)
class Purge:
    """Rows that are removed when they are old. `remove(limit)` removes at most so many and says how many it did."""

    key: str
    remove: Callable[[int], int] = field(compare=False)


@dataclass(frozen=True)
class NotificationPolicy:
    """How messages leave the house."""

    burst: int = entry(
        3,
        "合并前逐条发送的条数",
        "Messages sent one by one",
        help_zh="同一人同一渠道在时间窗内超过此数后，其余合并成一条；紧急的不等待。",
        help_en="Beyond so many within the window, the rest goes to a person as one message. Critical ones never wait.",
        minimum=1,
        maximum=100,
    )
    window_s: int = entry(120, "合并时间窗", "Window of a digest", unit="s", minimum=10, maximum=86_400)
    tries: int = entry(8, "最多尝试次数", "Tries before giving up", minimum=1, maximum=50)
    expire_h: int = entry(
        24,
        "超过多久不再发送",
        "Too old to send after",
        help_zh="渠道长时间中断后，早于此时间的消息不再补发，记为发送失败。",
        help_en="After a long outage of a channel, messages older than this are not sent any more.",
        unit="h",
        minimum=1,
        maximum=720,
    )
    open_after: int = entry(5, "连续失败多少次后熔断", "Failures that open the circuit", minimum=1, maximum=100)
    open_s: int = entry(60, "熔断后多久试探", "Wait before a probe", unit="s", minimum=5, maximum=3600)


@dataclass(frozen=True)
class RetentionPolicy:
    """How long the kernel keeps what has done its work."""

    notification_days: int = entry(180, "站内消息保留", "Keep messages", unit="d", minimum=7, maximum=3650)
    delivery_days: int = entry(180, "投递记录保留", "Keep the delivery log", unit="d", minimum=7, maximum=3650)
    outbox_days: int = entry(30, "内部事件保留", "Keep delivered internal events", unit="d", minimum=1, maximum=3650)
    session_days: int = entry(30, "过期会话保留", "Keep expired sessions", unit="d", minimum=0, maximum=3650)
