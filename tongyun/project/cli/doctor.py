"""`tongyun doctor`: what is wrong here, and what to do about it."""

import json
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from tongyun.project.cli.django_setup import setup

setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.db import DatabaseError, connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from tongyun.kernel.contracts import HealthState, PartHealth  # noqa: E402
from tongyun.kernel.models import ScheduledTask  # noqa: E402
from tongyun.kernel.services.registries import health_checks  # noqa: E402
from tongyun.kernel.services.trust.checking import health as trust  # noqa: E402
from tongyun.packs import facade as packs  # noqa: E402
from tongyun.project.ports import refusal  # noqa: E402

MIN_FREE_BYTES = 2 << 30
MARK = {"ok": "正常", "degraded": "注意", "down": "异常", "unknown": "未知"}
#: No clock before this software existed is right.
EARLIEST_TIME = 1_790_000_000


def doctor(*, as_json: bool = False) -> int:
    """Run every check; exit code 1 when something is down."""
    found = [
        check() for check in (version, clock, disk, port, migrations, *_registered(), dead_tasks, pack_findings, trust)
    ]
    if as_json:
        print(json.dumps([{**vars(part), "state": str(part.state)} for part in found], ensure_ascii=False, indent=1))
    else:
        for part in found:
            print(f"[{MARK[part.state]}] {part.name}：{part.detail or '—'}")
            if part.state != HealthState.OK and part.advice:
                print(f"       → {part.advice}")
    return 1 if any(part.state == HealthState.DOWN for part in found) else 0


def version() -> PartHealth:
    """The interpreter."""
    text = ".".join(str(part) for part in sys.version_info[:3])
    return PartHealth("python", "Python", HealthState.OK, text)


def clock() -> PartHealth:
    """Whether this machine's clock can be right."""
    now = time.strftime("%Y-%m-%d %H:%M:%S %z")
    if time.time() < EARLIEST_TIME:
        return PartHealth(
            "clock", "时钟", HealthState.DOWN, now, "本机时间早于软件发布时间，请先对时（chrony 或 ntpd）。"
        )
    return PartHealth("clock", "时钟", HealthState.OK, now)


def disk() -> PartHealth:
    """Free space where the data are."""
    usage = shutil.disk_usage(settings.TONGYUN.data)
    detail = f"{settings.TONGYUN.data} 剩余 {usage.free / 2**30:.1f} GiB（{usage.free / usage.total:.0%}）"
    if usage.free < MIN_FREE_BYTES:
        return PartHealth("disk", "磁盘", HealthState.DOWN, detail, "清理磁盘，或把 TONGYUN_DATA 移到更大的分区。")
    return PartHealth("disk", "磁盘", HealthState.OK, detail)


def port() -> PartHealth:
    """Whether the web port is ours."""
    env = settings.TONGYUN
    where = f"{env.host}:{env.port}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{env.local_url}/api/v1/health", timeout=3) as answer:
            ours = b'"parts"' in answer.read(4096)
    except urllib.error.HTTPError as error:
        ours = b'"parts"' in error.read(4096)
    except OSError:
        if said := refusal(env.host, env.port):
            return PartHealth("port", "端口", HealthState.DOWN, f"{where} 不可用：{said}", "换一个 TONGYUN_PORT。")
        return PartHealth(
            "port", "端口", HealthState.DEGRADED, f"{where} 空闲，Web 服务未运行", "用 make run 或 tongyun up 启动。"
        )
    if not ours:
        return PartHealth(
            "port", "端口", HealthState.DOWN, f"{where} 被其他程序占用", "换一个 TONGYUN_PORT，或停止占用它的程序。"
        )
    return PartHealth("port", "端口", HealthState.OK, where)


def migrations() -> PartHealth:
    """Whether the database has the schema of this version."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return PartHealth("schema", "数据库结构", HealthState.DOWN, str(error)[:200], "检查 DATABASE_URL。")
    if missing:
        return PartHealth(
            "schema", "数据库结构", HealthState.DOWN, f"缺 {len(missing)} 个迁移", "执行 tongyun prepare。"
        )
    return PartHealth("schema", "数据库结构", HealthState.OK, connection.vendor)


def dead_tasks() -> PartHealth:
    """Tasks that failed too often and wait for a person."""
    try:
        dead = list(ScheduledTask.objects.filter(dead=True).order_by("due_at")[:5])
    except DatabaseError as error:
        return PartHealth("tasks", "后台任务积压", HealthState.UNKNOWN, str(error)[:200])
    if dead:
        detail = "；".join(f"{task.handler}（{task.error[:80]}）" for task in dead)
        return PartHealth(
            "tasks", "后台任务积压", HealthState.DEGRADED, detail, "排除原因后执行 tongyun retry 重新启用。"
        )
    return PartHealth("tasks", "后台任务积压", HealthState.OK, "没有失败的任务")


def pack_findings() -> PartHealth:
    """Errors in pack files."""
    errors = [finding for finding in packs.lint(None) if finding.severity == "error"]
    if errors:
        detail = "；".join(f"{entry.path}:{entry.line or 1} {entry.message}" for entry in errors[:5])
        return PartHealth(
            "pack-files", "内容包文件", HealthState.DEGRADED, detail, "按行号修改后执行 tongyun pack apply。"
        )
    return PartHealth("pack-files", "内容包文件", HealthState.OK, "全部通过检查")


def _registered() -> list[Callable[[], PartHealth]]:
    return [entry.check for entry in health_checks]
