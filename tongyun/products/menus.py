"""The menu: what each product shows, by permission."""

from dataclasses import dataclass, field, replace


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
    #: The heading it stands under in its group, Chinese and English.
    section: tuple[str, str] = ("", "")


def section(title_zh: str, title_en: str, *entries: MenuEntry) -> tuple[MenuEntry, ...]:
    """Lines of a group that stand under one heading."""
    return tuple(replace(entry, section=(title_zh, title_en)) for entry in entries)


#: 工作台先答“什么在烧、什么归我、什么要花钱”，其余按河流的次序排列。
MENU = (
    MenuEntry("workbench", "工作台", "Workbench", "/", "dashboard", "signed-in"),
    MenuEntry("alerts", "告警", "Alerts", "/alerts", "alert", "alert:read"),
    MenuEntry("tickets", "工单", "Tickets", "/tickets", "ticket", "ticket:read"),
    MenuEntry(
        "inventory",
        "资源",
        "Inventory",
        "/items",
        "database",
        "inventory:read",
        (
            MenuEntry("items", "资源清单", "All items", "/items", "list", "inventory:read"),
            MenuEntry("item-statistics", "资源统计", "Statistics", "/items/statistics", "statistics", "inventory:read"),
            MenuEntry("item-quality", "数据质量", "Data quality", "/items/quality", "quality", "inventory:read"),
            MenuEntry("addresses", "地址规划", "Address plan", "/addresses", "addresses", "inventory:read"),
            MenuEntry("rooms", "机房平面", "Machine rooms", "/rooms", "rooms", "inventory:read"),
            MenuEntry("review", "待核实", "To review", "/review-cases", "review", "inventory:read"),
            MenuEntry("changes", "变更记录", "Changes", "/change-batches", "changes", "inventory:read"),
            MenuEntry("item-import", "导入资源", "Import items", "/items/import", "upload", "inventory:write"),
            MenuEntry("item-types", "模型目录", "Types", "/item-types", "types", "inventory:read"),
        ),
    ),
    MenuEntry("topology", "拓扑", "Topology", "/topology", "topology", "inventory:read"),
    MenuEntry("runs", "作业", "Jobs", "/runs", "run", "job:read"),
    MenuEntry("announcements", "公告", "Announcements", "/announcements", "megaphone", "signed-in"),
    MenuEntry(
        "admin",
        "系统管理",
        "Administration",
        "/admin",
        "settings",
        "signed-in",
        (
            *section(
                "组织与人员",
                "Organisations and people",
                MenuEntry(
                    "organisations", "组织机构", "Organisations", "/admin/organisations", "tree", "organisation:read"
                ),
                MenuEntry("users", "用户", "Users", "/admin/users", "users", "user:read"),
                MenuEntry("groups", "用户组与岗位", "Groups and posts", "/admin/groups", "group", "user:read"),
                MenuEntry("substitutions", "休假代理", "Substitutes", "/admin/substitutions", "swap", "signed-in"),
                MenuEntry("people-import", "批量导入", "Import", "/admin/people-import", "upload", "user:manage"),
            ),
            *section(
                "权限与登录",
                "Access and sign-in",
                MenuEntry("access", "权限管理", "Access", "/admin/access", "key", "grant:read"),
                MenuEntry("roles", "角色管理", "Roles", "/admin/roles", "shield", "role:read"),
                MenuEntry(
                    "sign-in", "登录方式", "Ways to sign in", "/admin/sign-in", "login", "identity_provider:read"
                ),
                MenuEntry("sessions", "在线会话", "Sessions", "/admin/sessions", "session", "account:secure"),
                MenuEntry("tokens", "接口令牌", "API tokens", "/admin/tokens", "token", "token:own"),
            ),
            *section(
                "安全与审计",
                "Security and audit",
                MenuEntry("audit", "审计日志", "Audit trail", "/admin/audit", "file", "audit:read"),
                MenuEntry("api-calls", "接口调用日志", "API calls", "/admin/api-calls", "calls", "api-log:read"),
                MenuEntry("mlps", "等保自查", "MLPS check", "/admin/mlps", "gauge", "mlps:read"),
            ),
            *section(
                "通知与内容",
                "Messages and content",
                MenuEntry(
                    "announcement-desk",
                    "公告管理",
                    "Announcement desk",
                    "/admin/announcements",
                    "megaphone",
                    "announcement:read",
                ),
                MenuEntry("channels", "通知渠道", "Channels", "/admin/channels", "bell", "notification:manage"),
                MenuEntry("deliveries", "投递记录", "Delivery log", "/admin/deliveries", "mail", "notification:manage"),
                MenuEntry("dictionaries", "数据字典", "Dictionaries", "/admin/dictionaries", "book", "dictionary:read"),
                MenuEntry("files", "文件管理", "Files", "/admin/files", "file", "file:manage"),
                MenuEntry("packs", "内容包", "Content packs", "/admin/packs", "package", "pack:read"),
            ),
            *section(
                "平台运行",
                "Running the platform",
                MenuEntry("settings", "系统设置", "Settings", "/admin/settings", "settings", "policy:read"),
                MenuEntry("calendars", "工作日历", "Calendars", "/admin/calendars", "calendar", "calendar:read"),
                MenuEntry("schedules", "计划任务", "Schedules", "/admin/schedules", "clock", "schedule:read"),
            ),
        ),
    ),
)
