"""What telemetry registers at start."""

from tongyun.kernel.contracts import HealthCheck, Permission
from tongyun.kernel.facade import declare, health_checks

from .services import agents, alert_history, packs, storage


def wire() -> None:
    """Declare permissions, handlers, pack kinds and health checks."""
    declare(Permission("telemetry:read", "查看监控数据", "Read telemetry"))
    agents.wire()
    alert_history.wire()
    packs.wire()
    health_checks.register(HealthCheck("store", storage.store_health))
    health_checks.register(HealthCheck("agent", agents.agents_health))
