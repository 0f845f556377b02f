"""What messages are about. Rooms declare their categories; people choose by them."""

from ...contracts import Registry
from ...contracts.notify import NotificationCategory

categories: Registry[NotificationCategory] = Registry("notification categories", key=lambda entry: entry.key)

#: What has a category nobody declared, or none.
OTHER = "other"


def declare_category(*entries: NotificationCategory) -> None:
    """Make categories known; called while a room is wired."""
    for entry in entries:
        categories.register(entry)


def chain(category: str) -> tuple[str, ...]:
    """The category and those it is part of, nearest first: `alert.network`, `alert`. Unknown ones are `other`."""
    parts = category.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return tuple(name for name in names if categories.get(name)) or (OTHER,)


def wire() -> None:
    """The categories of the platform itself, and those that people follow on the phone (CD-M-11 to CD-M-15)."""
    declare_category(
        NotificationCategory("ticket", "工单与待办", "Tickets and to-dos"),
        NotificationCategory("alert", "重大警报", "Major alarms"),
        NotificationCategory("emergency", "重大应急事件", "Major emergencies"),
        NotificationCategory("event", "关注的事件", "Followed events"),
        NotificationCategory("indicator", "关注的指标", "Followed indicators"),
        NotificationCategory("report", "专题报告", "Topic reports"),
        NotificationCategory("announcement", "公告", "Announcements"),
        NotificationCategory("system", "平台运行", "The platform itself"),
        NotificationCategory(OTHER, "其他", "Other"),
    )
