"""What the kernel's lists export."""

from .lists.declaration import Column

LEVELS = {"info": ("一般", "Normal"), "warning": ("重要", "Important"), "critical": ("紧急", "Critical")}
ACTORS = {"user": ("用户", "User"), "agent": ("代理", "Agent"), "system": ("系统", "System")}

NOTIFICATIONS = (
    Column("created_at", "时间", "Time"),
    Column("level", "级别", "Level", words=LEVELS),
    Column("title", "标题", "Title"),
    Column("body", "内容", "Text"),
    Column("category", "类别", "Category"),
    Column("read_at", "阅读时间", "Read at"),
    Column("id", "标识", "ID", extra=True),
)
USERS = (
    Column("username", "用户名", "User name"),
    Column("name", "姓名", "Name"),
    Column("organisation", "单位", "Organisation", "organisation.name"),
    Column("active", "启用", "Active"),
    Column("id", "标识", "ID", extra=True),
)
AUDIT = (
    Column("seq", "序号", "No."),
    Column("at", "时间", "Time"),
    Column("actor_kind", "主体类型", "Actor kind", words=ACTORS),
    Column("actor_name", "操作人", "Actor"),
    Column("ip", "来源地址", "Address"),
    Column("action", "操作", "Action"),
    Column("target_kind", "对象类型", "Target kind"),
    Column("target_label", "对象", "Target"),
    Column("delta", "变更内容", "Changes"),
    Column("request_id", "请求编号", "Request"),
    Column("stream", "审计流", "Stream", extra=True),
    Column("target_id", "对象标识", "Target ID", extra=True),
    Column("digest", "摘要（SM3）", "Digest (SM3)", extra=True),
)
