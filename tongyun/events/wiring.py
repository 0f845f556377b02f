"""What events registers at start."""

from collections.abc import Sequence
from uuid import UUID

from tongyun.inventory.contracts import Troubles, item_health
from tongyun.kernel.contracts import HealthCheck, LiveTopic, PackKind, Permission
from tongyun.kernel.facade import declare, file_hosts, health_checks, live_topics, pack_kinds, search_sources

from . import attachments, queries, search, tasks
from .services import rule_files, rules
from .services.incidents import INCIDENTS
from .services.ledger import ALERTS


class HealthByAlerts:
    """Answers the inventory's question how items are."""

    def troubles(self, ids: Sequence[UUID] | None = None) -> Troubles:
        """State and reason of each item on which an alert fires."""
        return queries.troubles(ids)


def wire() -> None:
    """Declare permissions; register handlers, health, search, the pack kind and the answer to the inventory's port."""
    declare(
        Permission("alert:read", "查看告警", "See alerts"),
        Permission("alert:acknowledge", "确认告警", "Acknowledge alerts"),
        Permission("incident:read", "查看事件", "See incidents"),
    )
    live_topics.register(LiveTopic(ALERTS, "alert:read"))
    live_topics.register(LiveTopic(INCIDENTS, "incident:read"))
    tasks.wire()
    item_health.register(HealthByAlerts())
    health_checks.register(HealthCheck("rules", queries.rules_health))
    search_sources.register(search.SOURCE)
    file_hosts.register(attachments.HOST)
    pack_kinds.register(
        PackKind("rules", (".yaml",), rule_files.SCHEMA, rule_files.check, rules.apply, rules.retire, rank=50)
    )
