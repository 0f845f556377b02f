"""The menu: what each product shows, by permission."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu; shown to those who hold the permission."""

    key: str
    title_zh: str
    title_en: str
    href: str
    icon: str
    permission: str
    children: tuple["MenuEntry", ...] = field(default_factory=tuple)


#: 工作台先答“什么在烧、什么归我、什么要花钱”，其余按河流的次序排列。
MENU = (
    MenuEntry("workbench", "工作台", "Workbench", "/", "dashboard", "signed-in"),
    MenuEntry("alerts", "告警", "Alerts", "/alerts", "alert", "alert:read"),
    MenuEntry("tickets", "工单", "Tickets", "/tickets", "ticket", "ticket:read"),
    MenuEntry("items", "资源", "Items", "/items", "database", "inventory:read"),
    MenuEntry("runs", "作业", "Jobs", "/runs", "run", "job:read"),
    MenuEntry(
        "admin",
        "系统管理",
        "Administration",
        "/admin",
        "settings",
        "signed-in",
        (
            MenuEntry("settings", "系统设置", "Settings", "/admin/settings", "settings", "policy:read"),
            MenuEntry("channels", "通知渠道", "Channels", "/admin/channels", "bell", "notification:manage"),
            MenuEntry("deliveries", "投递记录", "Delivery log", "/admin/deliveries", "file", "notification:manage"),
        ),
    ),
)
