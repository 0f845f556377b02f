"""What the lists of process export."""

from tongyun.kernel.facade import Column

STATES = {"open": ("处理中", "Open"), "resolved": ("已解决", "Resolved"), "closed": ("已关闭", "Closed")}

TICKETS = (
    Column("number", "编号", "Number"),
    Column("kind", "类型", "Kind"),
    Column("title", "标题", "Title"),
    Column("state", "状态", "State", words=STATES),
    Column("level", "级别", "Level", "level_title"),
    Column("item", "资源", "Item", "item.name"),
    Column("incident", "故障", "Incident", "incident.number"),
    Column("organisation", "单位", "Organisation", "organisation.name"),
    Column("assignee", "处理人", "Assignee", "assignee.name"),
    Column("step", "当前步骤", "Step"),
    Column("opened_at", "提出时间", "Opened"),
    Column("recovered_at", "恢复时间", "Recovered"),
    Column("resolved_at", "解决时间", "Resolved"),
    Column("closed_at", "关闭时间", "Closed"),
    Column("rating", "满意度", "Rating"),
    Column("id", "标识", "ID", extra=True),
)
INBOX = (
    Column("title", "待办", "To-do"),
    Column("ticket", "工单", "Ticket", "ticket.number"),
    Column("ticket_title", "工单标题", "Ticket title", "ticket.title"),
    Column("level", "级别", "Level", "ticket.level_title"),
    Column("assignee", "处理人", "Assignee", "assignee.name"),
    Column("candidates", "可认领的组", "Candidates", "candidates_title"),
    Column("due_at", "期限", "Due"),
    Column("created_at", "到达时间", "Arrived"),
)
