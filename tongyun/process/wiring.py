"""What process registers at start."""

from tongyun.events.contracts import ticket_desk
from tongyun.kernel.contracts import LiveTopic, Permission
from tongyun.kernel.facade import declare, file_hosts, live_topics, search_sources

from . import attachments, search
from .services import deadlines, deployment, incidents, log, motion, operations, remedies
from .services.desk import Desk


def wire() -> None:
    """Declare permissions; register handlers, subscribers, operations, pack kinds, search and the ticket desk."""
    declare(
        Permission("ticket:read", "查看工单", "See tickets"),
        Permission("ticket:create", "登记工单", "Create tickets"),
        Permission("ticket:handle", "处理工单", "Handle tickets"),
        Permission("ticket:manage", "调度工单", "Dispatch tickets"),
    )
    live_topics.register(LiveTopic(log.LIVE_TOPIC, "ticket:read"))
    operations.wire()
    motion.wire()
    deadlines.wire()
    incidents.wire()
    remedies.wire()
    deployment.wire()
    ticket_desk.register(Desk())
    search_sources.register(search.SOURCE)
    file_hosts.register(attachments.HOST)
