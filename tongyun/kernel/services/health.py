"""Is the database there, and are the processes alive?"""

import os
from datetime import timedelta

from django.db import DatabaseError, connection

from ..contracts import HealthCheck, HealthState, PartHealth, utc_now
from ..models import ProcessBeat
from .registries import health_checks

BEAT_INTERVAL_S = 10.0
BEAT_MISSED_AFTER = timedelta(seconds=30)


def beat(name: str) -> None:
    """Say that this process is alive; called every BEAT_INTERVAL_S."""
    now = utc_now()
    ProcessBeat.objects.update_or_create(
        name=name,
        defaults={"pid": os.getpid(), "at": now},
        create_defaults={"pid": os.getpid(), "at": now, "started_at": now},
    )


def forget(name: str) -> None:
    """A process that stops on purpose is not missed."""
    ProcessBeat.objects.filter(name=name).delete()


def database_health() -> PartHealth:
    """Whether a trivial query answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return PartHealth("database", "数据库", HealthState.DOWN, str(error), "检查 DATABASE_URL 与数据库服务。")
    return PartHealth("database", "数据库", HealthState.OK, connection.vendor)


def worker_health() -> PartHealth:
    """Whether a worker beat lately."""
    try:
        last = ProcessBeat.objects.filter(name__startswith="worker").order_by("-at").first()
    except DatabaseError as error:
        return PartHealth("worker", "后台任务", HealthState.UNKNOWN, str(error))
    if last is None or utc_now() - last.at > BEAT_MISSED_AFTER:
        advice = "后台任务进程未运行：用 tongyun up 启动，或查看 logs/worker.log。"
        return PartHealth("worker", "后台任务", HealthState.DOWN, "", advice)
    return PartHealth("worker", "后台任务", HealthState.OK, f"pid {last.pid}")


def wire() -> None:
    """Register the kernel's own checks."""
    health_checks.register(HealthCheck("database", database_health))
    health_checks.register(HealthCheck("worker", worker_health))
