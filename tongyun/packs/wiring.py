"""What the pack engine registers at start."""

from tongyun.kernel.contracts import HealthCheck
from tongyun.kernel.facade import health_checks

from .queries import packs_health


def wire() -> None:
    """Register the health of packs."""
    health_checks.register(HealthCheck("packs", packs_health))
