"""What the lists of the gateway export."""

from tongyun.kernel.facade import Column

SUBSCRIPTIONS = (
    Column("name", "名称", "Name"),
    Column("url", "地址", "Address"),
    Column("topics", "主题", "Topics"),
    Column("enabled", "启用", "Enabled"),
    Column("created_at", "建立时间", "Created"),
    Column("last_success_at", "最近成功", "Last success"),
    Column("last_error", "最近错误", "Last error"),
)
