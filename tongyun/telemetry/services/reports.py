"""Take an agent's report: its host and services become items, its samples get their `ci` and go to the store.

Everything here may be repeated: the same report again changes nothing (items are identified, samples are keyed by
series and time), so the agent may send until it hears yes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tongyun.inventory import facade as inventory
from tongyun.inventory.contracts import HostFacts, ObservedService, ServiceFacts
from tongyun.kernel.contracts import Conflict, FieldError, Invalid, utc_now

from ..contracts import Sample
from ..models import Agent
from ..store.errors import StoreUnavailable
from . import storage
from .clock import agreed_skew

#: The row of an agent is written at most this often; its silence is noticed after three intervals.
SEEN_RESOLUTION = timedelta(seconds=10)
#: Samples further from the server's clock than this, after correction, are refused.
MAX_FUTURE_S = 600.0
MAX_AGE_S = 7 * 86400.0


@dataclass(frozen=True)
class Report:
    """A parsed report. Times are those of the agent's clock."""

    machine: str
    version: str
    interval_s: float
    sent_at: float
    samples: list[tuple[str, dict[str, str], int, float]]
    host: HostFacts | None
    services: list[ServiceFacts] | None


@dataclass(frozen=True)
class Receipt:
    """What the agent is told: how often to report and whether its facts are wanted again."""

    interval_s: float
    want_host: bool
    samples: int


def receive(token_id: UUID, report: Report) -> Receipt:
    """Keep a report. Raises Invalid for impossible times, Conflict when a person must first say which item the
    machine is, Unavailable when the store is down (nothing is lost: the agent keeps the report and sends it again)."""
    with transaction.atomic():
        agent = _agent_of(token_id, report)
        _check_times(report, agent.clock_skew_s)
        try:
            observed = _observe(agent, report)
        except Conflict as conflict:
            undecided: Conflict | None = conflict
        else:
            undecided = None
    if undecided is not None:
        raise undecided  # after the commit: the case that asks a person must stay
    samples = list(_samples(agent, report, observed))
    try:
        storage.writer().write(samples)
    except StoreUnavailable as error:
        raise storage.as_problem(error) from error
    return Receipt(agent.interval_s, agent.host_id is None, len(samples))


def _agent_of(token_id: UUID, report: Report) -> Agent:
    now = utc_now()
    measured = report.sent_at - now.timestamp()
    first = {
        "machine": report.machine,
        "version": report.version,
        "interval_s": report.interval_s,
        "clock_skew_s": agreed_skew(0.0, measured),
    }
    agent, made = Agent.objects.get_or_create(token_id=token_id, defaults=first)
    if made:
        return agent
    skew = agreed_skew(agent.clock_skew_s, measured)
    fresh = (skew, report.version, report.machine, report.interval_s)
    known = (agent.clock_skew_s, agent.version, agent.machine, agent.interval_s)
    if fresh != known or now - agent.last_report_at >= SEEN_RESOLUTION:
        agent.clock_skew_s, agent.version, agent.machine, agent.interval_s = fresh
        agent.last_report_at = now
        agent.save(update_fields=[*first, "last_report_at"])
    return agent


def _check_times(report: Report, skew_s: float) -> None:
    now = utc_now().timestamp()
    for index, (name, _, ts_ms, _) in enumerate(report.samples):
        age = now - (ts_ms / 1000 - skew_s)
        if age < -MAX_FUTURE_S or age > MAX_AGE_S:
            where = "将来" if age < 0 else "过去"
            reason = f"{name} 的时间在{where} {abs(age):.0f} 秒，超出允许范围"
            raise Invalid("impossible_time", f"样本时间无效：{reason}。", [FieldError(f"/samples/{index}", reason)])


def _observe(agent: Agent, report: Report) -> list[ObservedService]:
    if report.host is not None:
        host = inventory.observe_host(report.host)
        if agent.host_id != host.id:
            agent.host_id = host.id
            agent.save(update_fields=["host"])
    if agent.host_id is None or report.services is None:
        return []
    return inventory.observe_services(agent.host_id, report.services)


def _samples(agent: Agent, report: Report, observed: list[ObservedService]) -> Iterator[Sample]:
    shift_ms = round(agent.clock_skew_s * 1000)
    host_ci = str(agent.host_id) if agent.host_id else ""
    by_port = {(service.process, str(service.port)): service for service in observed}
    for name, labels, ts_ms, value in report.samples:
        service = by_port.get((labels.get("service", ""), labels.get("port", "")))
        ci = str(service.item.id) if service else host_ci
        yield Sample(name, {**labels, "ci": ci}, ts_ms - shift_ms, value)  # never the agent's own word for `ci`
    latest = max((sample[2] for sample in report.samples), default=round(report.sent_at * 1000)) - shift_ms
    for service in observed:
        if service.watched:
            labels = {
                "ci": str(service.item.id),
                "host": host_ci,
                "service": service.process,
                "port": str(service.port),
                "type": service.item.type,
            }
            yield Sample("service_up", labels, latest, 1.0 if service.present else 0.0)
