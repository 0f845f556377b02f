"""What calendars and schedules register at start."""

from ...contracts import Permission
from .. import calendars, permissions
from . import keeping


def wire() -> None:
    """Declare permissions and handlers."""
    permissions.declare(
        Permission("calendar:read", "查看工作日历", "See business calendars", "shared", scoped=False),
        Permission(calendars.WRITE, "维护工作日历", "Change business calendars", "system", scoped=False),
        Permission("schedule:read", "查看计划任务", "See schedules", "shared", scoped=False),
        Permission(keeping.WRITE, "管理计划任务", "Run and pause schedules", "system", scoped=False),
    )
    keeping.wire()


def schedule() -> None:
    """Set the timers; called when a worker starts."""
    keeping.arm_all()
