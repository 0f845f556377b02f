"""Shapes of telemetry's API."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints

from tongyun.kernel.facade import Schema

METRIC_NAME = r"^[a-zA-Z_:][a-zA-Z0-9_:]*$"
LABEL_NAME = r"^[a-zA-Z_][a-zA-Z0-9_]*$"
MAX_SAMPLES = 50_000
MAX_LABELS = 40


def _label_count(labels: dict[str, str]) -> dict[str, str]:
    if len(labels) > MAX_LABELS:
        raise ValueError(f"一个样本最多 {MAX_LABELS} 个标签")
    return labels


def _no_reserved(name: str) -> str:
    if name.startswith("__"):
        raise ValueError("以 __ 开头的标签名保留给系统")
    return name


MetricName = Annotated[str, StringConstraints(pattern=METRIC_NAME, max_length=200)]
LabelName = Annotated[str, StringConstraints(pattern=LABEL_NAME, max_length=100), AfterValidator(_no_reserved)]
LabelValue = Annotated[str, StringConstraints(max_length=1000)]
Labels = Annotated[dict[LabelName, LabelValue], AfterValidator(_label_count)]
Milliseconds = Annotated[int, Field(ge=0, le=1 << 45)]
ShortText = Annotated[str, StringConstraints(max_length=500)]


#: Text that goes into a column as it is: PostgreSQL cannot keep a NUL.
PLAIN = r"^[^\x00]*$"


def _without_nul(text: str) -> str:
    return text.replace("\0", "")


class Strict(Schema):
    """Refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class AgentIn(Strict):
    """Who reports."""

    version: Annotated[str, StringConstraints(max_length=40, pattern=PLAIN)]
    id: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=PLAIN)]
    interval_s: float = Field(ge=1, le=3600)
    started_at: AwareDatetime | None = None


class AddressIn(Strict):
    """One address of a host."""

    interface: ShortText
    address: ShortText
    family: ShortText | int


class HostIn(Strict):
    """Facts about the host."""

    machine_id: ShortText
    hostname: ShortText
    os: ShortText = ""
    os_version: ShortText = ""
    kernel: ShortText = ""
    arch: ShortText = ""
    cpu_model: ShortText = ""
    cpu_cores: int = 0
    memory_bytes: int = 0
    boot_at: AwareDatetime | None = None
    addresses: list[AddressIn] = Field(default_factory=list, max_length=500)
    macs: list[ShortText] = Field(default_factory=list, max_length=500)
    serial: ShortText | None = None
    vendor: ShortText | None = None
    model: ShortText | None = None
    virtual: bool | ShortText | None = None


class PortIn(Strict):
    """One listening port."""

    proto: Literal["tcp", "tcp6", "udp", "udp6"]
    address: ShortText
    port: int = Field(ge=1, le=65535)


class ServiceIn(Strict):
    """One listening process."""

    process: ShortText
    exe: Annotated[str, StringConstraints(max_length=2000)] = ""
    cmdline: list[Annotated[str, StringConstraints(max_length=4000)]] = Field(default_factory=list, max_length=200)
    cwd: Annotated[str, StringConstraints(max_length=2000)] = ""
    user: ShortText = ""
    pid: int = 0
    ports: list[PortIn] = Field(min_length=1, max_length=1000)
    unit: ShortText | None = None
    started_at: AwareDatetime | None = None


class ReportIn(Strict):
    """What an agent sends every interval. A sample is [name, labels, milliseconds, value]."""

    agent: AgentIn
    sent_at: float = Field(ge=0, le=1e11)
    seq: int = Field(default=0, ge=0)
    samples: list[tuple[MetricName, Labels, Milliseconds, float]] = Field(max_length=MAX_SAMPLES)
    host: HostIn | None = None
    services: list[ServiceIn] | None = Field(default=None, max_length=2000)


class ReceiptOut(Schema):
    """The report was kept."""

    interval_s: float
    want_host: bool
    samples: int


class WorkItemOut(Schema):
    """One thing to do."""

    id: UUID
    token: str
    kind: Literal["script"]
    script: str
    interpreter: Literal["sh", "python3"]
    env: dict[str, str]
    timeout_s: float
    cwd: str | None = None
    detach_survivors: bool = True


class WorkOut(Schema):
    """What is to be done now."""

    work: list[WorkItemOut]


class OutputIn(Strict):
    """A piece of output; `offset` counts the UTF-8 bytes sent before it."""

    token: str = Field(max_length=100)
    offset: int = Field(ge=0)
    data: str = Field(max_length=1 << 21)


class OutputOut(Schema):
    """Whether the work is still wanted."""

    cancel: bool


class ResultIn(Strict):
    """The end of a work item."""

    token: str = Field(max_length=100)
    exit_code: int | None = None
    output_bytes: int = Field(default=0, ge=0)
    started_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None
    error: Annotated[str, StringConstraints(max_length=4000), AfterValidator(_without_nul)] | None = None


class QueryOut(Schema):
    """One expression of a panel."""

    expr: str
    legend: str
    legend_en: str = ""


class ThresholdOut(Schema):
    """A line worth drawing."""

    value: float
    severity: Literal["critical", "major", "minor", "info"]


class PanelOut(Schema):
    """One chart of an item's page."""

    key: str
    title: str
    title_en: str
    unit: str
    kind: Literal["line", "area", "stat"]
    queries: list[QueryOut]
    thresholds: list[ThresholdOut]


class PromqlOut(Schema):
    """The answer format of the Prometheus HTTP API."""

    status: Literal["success", "error"]
    data: Any = None
    errorType: str | None = None  # noqa: N815 - Prometheus's own spelling
    error: str | None = None
