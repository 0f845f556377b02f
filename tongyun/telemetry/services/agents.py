"""Agents as seen from here: who is silent, whose clock is wrong, who reaches an item."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from tongyun.inventory import facade as inventory
from tongyun.kernel.contracts import HealthState, PartHealth, Task, utc_now
from tongyun.kernel.facade import register_handler, run_every

from ..contracts import Sample
from ..models import Agent
from . import storage

WATCH_TASK = "telemetry.agents"
WATCH_INTERVAL_S = 15.0
#: Beyond this many seconds a clock is worth a line in `tongyun doctor`.
NOTABLE_SKEW_S = 60.0


def silent_after(agent: Agent) -> timedelta:
    """An agent is silent after three intervals, at least 45 s."""
    return timedelta(seconds=max(3 * agent.interval_s, 45.0))


def write_agent_samples(task: Task) -> None:
    """Write `agent_up` and `agent_clock_skew_seconds` for every agent with a host.

    The silence of a retired host is what was wanted: its series end.
    """
    now = utc_now()
    ts_ms = int(now.timestamp() * 1000)
    agents = list(Agent.objects.exclude(host=None))
    silent = {agent.id for agent in _silent(agents, now)}
    samples: list[Sample] = []
    for agent in agents:
        up = now - agent.last_report_at <= silent_after(agent)
        if not up and agent.id not in silent:
            continue
        labels = {"ci": str(agent.host_id), "agent": str(agent.id)}
        samples.append(Sample("agent_up", labels, ts_ms, float(up)))
        samples.append(Sample("agent_clock_skew_seconds", labels, ts_ms, agent.clock_skew_s))
    if samples:
        storage.writer().write(samples)


def _silent(agents: list[Agent], now: datetime) -> list[Agent]:
    """Those that should report and do not; on a retired host nothing should."""
    late = [agent for agent in agents if now - agent.last_report_at > silent_after(agent)]
    hosts = inventory.items_views(agent.host_id for agent in late if agent.host_id)
    retired = {host.id for host in hosts.values() if host.lifecycle == "retired"}
    return [agent for agent in late if agent.host_id not in retired]


def agents_for_items(item_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The agent that can act on each item: that of the item itself, or of the host it runs on.

    Where several agents claim a host, the one heard of last. An item that no agent reaches is missing.
    """
    wanted = list(dict.fromkeys(item_ids))
    hosts = inventory.neighbours_of(wanted, "runs_on", "out")
    reached = {*wanted, *(host for found in hosts.values() for host in found)}
    agents = dict(Agent.objects.filter(host_id__in=reached).order_by("last_report_at").values_list("host_id", "id"))
    found: dict[UUID, UUID] = {}
    for item in wanted:
        agent = next((agents[host] for host in [item, *hosts.get(item, [])] if host in agents), None)
        if agent is not None:
            found[item] = agent
    return found


def agents_health() -> PartHealth:
    """Worst state of all agents."""
    now = utc_now()
    agents = list(Agent.objects.all())
    if not agents:
        return PartHealth(
            "agent", "代理", HealthState.UNKNOWN, "还没有代理上报", "tongyun up 会启动本机代理；查看 logs/agent.log。"
        )
    silent = _silent(agents, now)
    skewed = [agent for agent in agents if abs(agent.clock_skew_s) >= NOTABLE_SKEW_S]
    if silent:
        detail = f"{len(silent)}/{len(agents)} 个代理没有上报：{', '.join(agent.machine[:12] for agent in silent[:5])}"
        state = HealthState.DOWN if len(silent) == len(agents) else HealthState.DEGRADED
        return PartHealth("agent", "代理", state, detail, "检查该主机上的代理进程及其到本服务的网络。")
    if skewed:
        worst = max(skewed, key=lambda agent: abs(agent.clock_skew_s))
        detail = f"{len(skewed)} 个代理的时钟不准，最大相差 {worst.clock_skew_s:.0f} 秒（{worst.machine[:12]}）"
        return PartHealth("agent", "代理", HealthState.DEGRADED, detail, "在该主机上启用 NTP 对时；样本已按差值校正。")
    return PartHealth("agent", "代理", HealthState.OK, f"{len(agents)} 个在线")


def wire() -> None:
    """Register the watch."""
    register_handler(WATCH_TASK, write_agent_samples, transactional=False)


def schedule() -> None:
    """Start the watch; called when a worker starts."""
    run_every(WATCH_TASK, "all", WATCH_INTERVAL_S)
