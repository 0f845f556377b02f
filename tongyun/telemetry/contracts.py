"""What telemetry shares: plain types and the ports it asks through; no framework."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from tongyun.kernel.contracts import Port


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured value. `ts_ms` is Unix time in milliseconds; `stale` marks the end of a series (Prometheus)."""

    name: str
    labels: Mapping[str, str]
    ts_ms: int
    value: float
    stale: bool = False


@dataclass(frozen=True)
class ProbeTarget:
    """One thing to ask from outside, every `interval_s` seconds, with at most `timeout_s` of patience."""

    key: str
    kind: str
    address: str
    interval_s: float
    timeout_s: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AlertChange:
    """One change of an alert, for the long history in the store."""

    id: str
    alert: str
    rule: str
    ci: str
    state: str
    severity: str
    labels: Mapping[str, str]
    value: float
    at: datetime


class AgentWork(Protocol):
    """What an agent has to do. Jobs, one room up, answers this port."""

    def pending(self, agents: Collection[UUID]) -> set[UUID]:
        """Which of these agents have work to fetch; one cheap query."""

    def take(self, agent: UUID) -> list[dict[str, Any]]:
        """Work items for an agent: id, token, kind, script, interpreter, env, timeout_s, cwd, detach_survivors."""

    def output(self, agent: UUID, work: UUID, token: str, offset: int, data: str) -> dict[str, Any]:
        """Keep a piece of output; the same offset again changes nothing. Answers {"cancel": bool}."""

    def result(
        self,
        agent: UUID,
        work: UUID,
        token: str,
        *,
        exit_code: int | None,
        error: str | None,
        started_at: datetime | None,
        finished_at: datetime | None,
        output_bytes: int,
    ) -> None:
        """Record the end of a work item; raises Conflict('stale_token') when it is no longer this agent's."""


agent_work: Port[AgentWork] = Port("telemetry.agent_work")
