"""What the lists of events export."""

from tongyun.kernel.facade import Column

SEVERITIES = {
    "critical": ("紧急", "Critical"),
    "major": ("重要", "Major"),
    "minor": ("次要", "Minor"),
    "info": ("提示", "Info"),
}
ALERT_STATES = {
    "pending": ("待确认", "Pending"),
    "firing": ("告警中", "Firing"),
    "resolved": ("已恢复", "Resolved"),
}
INCIDENT_STATES = {"open": ("处理中", "Open"), "resolved": ("已恢复", "Resolved")}

ALERTS = (
    Column("severity", "级别", "Severity", words=SEVERITIES),
    Column("state", "状态", "State", words=ALERT_STATES),
    Column("summary", "告警内容", "Alert"),
    Column("item", "资源", "Item", "item.name"),
    Column("rule", "规则", "Rule", "rule_title"),
    Column("value", "当前值", "Value"),
    Column("started_at", "开始时间", "Started"),
    Column("resolved_at", "恢复时间", "Resolved"),
    Column("acknowledged_by", "确认人", "Acknowledged by"),
    Column("acknowledged_at", "确认时间", "Acknowledged at"),
    Column("incident", "故障", "Incident", "incident.number"),
    Column("ticket", "工单", "Ticket", "ticket.number"),
    Column("labels", "标签", "Labels", extra=True),
    Column("id", "标识", "ID", extra=True),
)
INCIDENTS = (
    Column("number", "编号", "Number"),
    Column("title", "标题", "Title"),
    Column("severity", "级别", "Severity", words=SEVERITIES),
    Column("state", "状态", "State", words=INCIDENT_STATES),
    Column("contract_level", "故障级别", "Fault level"),
    Column("item", "资源", "Item", "item.name"),
    Column("opened_at", "发生时间", "Opened"),
    Column("resolved_at", "恢复时间", "Resolved"),
    Column("ticket", "工单", "Ticket", "ticket.number"),
    Column("id", "标识", "ID", extra=True),
)
RULES = (
    Column("key", "规则标识", "Key"),
    Column("title", "名称", "Title"),
    Column("title_en", "英文名称", "English title", extra=True),
    Column("severity", "级别", "Severity", words=SEVERITIES),
    Column("expr", "表达式", "Expression"),
    Column("for_s", "持续（秒）", "For (s)"),
    Column("interval_s", "间隔（秒）", "Interval (s)"),
    Column("enabled", "启用", "Enabled"),
    Column("pack", "内容包", "Pack"),
    Column("last_error", "最近错误", "Last error"),
    Column("failing_since", "出错时间", "Failing since"),
)
