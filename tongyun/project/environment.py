"""Everything a deployment may set: one row each, with its default and what it is for.

`docs/settings.md` lists the same rows; a test compares the two. Nothing else in the code reads the environment.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Setting:
    """One environment variable."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("TONGYUN_DATA", "data", "全部状态所在的目录；相对路径以启动目录为准"),
    Setting("TONGYUN_HOST", "127.0.0.1", "Web 服务监听的地址；0.0.0.0 表示所有网卡"),
    Setting("TONGYUN_PORT", "8000", "Web 服务监听的端口"),
    Setting("TONGYUN_PUBLIC_URL", "", "用户访问本系统的地址，用于链接和二维码标签；默认由地址和端口得出"),
    Setting(
        "DATABASE_URL",
        "",
        "业务数据库：sqlite:///路径 或 postgresql://用户:密码@主机:端口/库；默认为数据目录中的 SQLite",
    ),
    Setting("TONGYUN_CLICKHOUSE_URL", "", "外部 ClickHouse 集群的地址；默认由 tongyun store 在本机提供"),
    Setting("TONGYUN_STORE_PORT", "0", "tongyun store 监听的端口；0 表示由系统选择空闲端口"),
    Setting("TONGYUN_STORE_MEMORY_MIB", "1024", "tongyun store 的内存上限（MiB）"),
    Setting("TONGYUN_STORE_MAX_BODY_MIB", "64", "tongyun store 一次写入的大小上限（MiB）"),
    Setting("TONGYUN_STORE_WORKERS", "4", "tongyun store 同时执行的查询数"),
    Setting("TONGYUN_RETENTION_DAYS", "90", "监控数据原始样本的保留天数"),
    Setting(
        "TONGYUN_WEB_PROCESSES",
        "1",
        "Web 进程数；每个约占 110 MB 内存，用满一个处理器核，上百人同时使用时设为 2 或更多；"
        "超过 8 个时须调高 PostgreSQL 的 max_connections",
    ),
    Setting("TONGYUN_WORKERS", "4", "每个 worker 进程同时执行的任务数"),
    Setting("TONGYUN_AGENT", "on", "tongyun up 是否启动本机代理：on 或 off"),
    Setting("TONGYUN_AGENT_INTERVAL", "15", "本机代理的采集间隔（秒）"),
    Setting("TONGYUN_PACKS", "", "额外内容包所在目录，多个以冒号分隔；自带的内容包总会装载"),
    Setting("TONGYUN_NOTIFY_WEBHOOK", "", "通知同时以 JSON 发送到此地址；为空则不发送"),
    Setting(
        "TONGYUN_NOTIFY_REACH",
        "",
        "通知渠道默认不得连接本机和链路本地地址；在此列出例外的网段，以逗号分隔，如 127.0.0.1/32",
    ),
    Setting("TONGYUN_MAX_BODY_MIB", "16", "请求体大小上限（MiB）"),
    Setting("TONGYUN_MAX_UPLOAD_MIB", "100", "一次上传文件的大小上限（MiB）；系统设置中的单个文件上限不能超过它"),
    Setting("TONGYUN_FILES", "", "文件存放处：s3://桶/前缀；为空则存于数据目录的 files"),
    Setting("TONGYUN_S3_ENDPOINT", "", "对象存储的地址，如 https://s3.example.gov.cn；为空则为 AWS"),
    Setting("TONGYUN_S3_REGION", "", "对象存储的区域"),
    Setting("TONGYUN_S3_ACCESS_KEY", "", "对象存储的访问密钥 ID"),
    Setting("TONGYUN_S3_SECRET_KEY", "", "对象存储的访问密钥"),
    Setting("TONGYUN_CLAMD", "", "查毒引擎 clamd 的地址：unix:/路径 或 主机:端口；为空则不查毒"),
    Setting("TONGYUN_ALLOWED_HOSTS", "*", "允许的 Host 头，以逗号分隔"),
    Setting(
        "TONGYUN_TRUSTED_PROXIES",
        "",
        "受信任的反向代理的地址或网段，以逗号分隔；只相信来自它们的 X-Forwarded-For 与 X-Forwarded-Proto",
    ),
    Setting(
        "TONGYUN_ANCHOR_DIR",
        "",
        "审计锚点的第二个存放目录，建议在另一台机器或一次写入的介质上；为空则只存于数据目录",
    ),
    Setting("TONGYUN_LOG_LEVEL", "INFO", "日志级别：DEBUG、INFO、WARNING、ERROR"),
)


class BadSettingError(ValueError):
    """A variable has a value that cannot be used; the message names both."""


@dataclass(frozen=True)
class Environment:
    """The settings of this process, parsed and checked."""

    data: Path
    host: str
    port: int
    public_url: str
    database_url: str
    clickhouse_url: str
    store_port: int
    retention_days: int
    web_processes: int
    workers: int
    agent: bool
    agent_interval_s: int
    packs: tuple[Path, ...]
    notify_webhook: str
    notify_reach: tuple[IPv4Network | IPv6Network, ...]
    max_body_bytes: int
    max_upload_bytes: int
    files: str
    s3_endpoint: str
    s3_region: str
    s3_access_key: str
    s3_secret_key: str
    clamd: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    anchor_dir: Path | None
    log_level: str

    @property
    def local_url(self) -> str:
        """Where processes of this machine reach the web process: it listens on one address, or on all."""
        return f"http://{_shown(self.host)}:{self.port}"

    @property
    def run(self) -> Path:
        """Folder of what only lives while the installation runs: addresses and pids."""
        return self.data / "run"

    @property
    def secrets(self) -> Path:
        """Folder of generated secrets, readable by the owner only."""
        return self.data / "secrets"


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Parse the environment; raises BadSettingError on the first value that cannot be used."""
    values = {row.name: environ.get(row.name, "").strip() or row.default for row in SETTINGS}
    data = Path(values["TONGYUN_DATA"]).expanduser().resolve()
    port = _number(values, "TONGYUN_PORT", 1, 65535)
    host = values["TONGYUN_HOST"]
    return Environment(
        data=data,
        host=host,
        port=port,
        public_url=(values["TONGYUN_PUBLIC_URL"] or f"http://{_shown(host)}:{port}").rstrip("/"),
        database_url=_database(values["DATABASE_URL"] or f"sqlite:///{data / 'tongyun.sqlite3'}"),
        clickhouse_url=values["TONGYUN_CLICKHOUSE_URL"],
        store_port=_number(values, "TONGYUN_STORE_PORT", 0, 65535),
        retention_days=_number(values, "TONGYUN_RETENTION_DAYS", 1, 3650),
        web_processes=_number(values, "TONGYUN_WEB_PROCESSES", 1, 32),
        workers=_number(values, "TONGYUN_WORKERS", 1, 64),
        agent=_switch(values, "TONGYUN_AGENT"),
        agent_interval_s=_number(values, "TONGYUN_AGENT_INTERVAL", 1, 3600),
        packs=tuple(Path(part).expanduser().resolve() for part in values["TONGYUN_PACKS"].split(":") if part),
        notify_webhook=values["TONGYUN_NOTIFY_WEBHOOK"],
        notify_reach=_networks(values, "TONGYUN_NOTIFY_REACH"),
        max_body_bytes=_number(values, "TONGYUN_MAX_BODY_MIB", 1, 4096) << 20,
        max_upload_bytes=_number(values, "TONGYUN_MAX_UPLOAD_MIB", 1, 4096) << 20,
        files=_bucket(values["TONGYUN_FILES"]),
        s3_endpoint=values["TONGYUN_S3_ENDPOINT"],
        s3_region=values["TONGYUN_S3_REGION"],
        s3_access_key=values["TONGYUN_S3_ACCESS_KEY"],
        s3_secret_key=values["TONGYUN_S3_SECRET_KEY"],
        clamd=_clamd(values["TONGYUN_CLAMD"]),
        allowed_hosts=tuple(part.strip() for part in values["TONGYUN_ALLOWED_HOSTS"].split(",")),
        trusted_proxies=_networks(values, "TONGYUN_TRUSTED_PROXIES"),
        anchor_dir=Path(values["TONGYUN_ANCHOR_DIR"]).expanduser().resolve() if values["TONGYUN_ANCHOR_DIR"] else None,
        log_level=_one_of(values, "TONGYUN_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR")),
    )


def _number(values: Mapping[str, str], name: str, low: int, high: int) -> int:
    raw = values[name]
    if not re.fullmatch(r"[0-9]{1,9}", raw) or not low <= int(raw) <= high:
        raise BadSettingError(f"{name}={raw}: 须为 {low} 到 {high} 的整数")
    return int(raw)


def _switch(values: Mapping[str, str], name: str) -> bool:
    return _one_of(values, name, ("on", "off")) == "on"


def _one_of(values: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    if values[name] not in allowed:
        raise BadSettingError(f"{name}={values[name]}: 只能是 {'、'.join(allowed)}")
    return values[name]


def _networks(values: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in values[name].split(",") if part.strip())
    except ValueError as error:
        raise BadSettingError(f"{name}={values[name]}: 须为以逗号分隔的网段，如 127.0.0.1/32") from error


def _bucket(address: str) -> str:
    if address and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*'()/-]*)?", address):
        raise BadSettingError(f"TONGYUN_FILES={address}: 须为 s3://桶/前缀")
    return address


def _clamd(address: str) -> str:
    if address and not re.fullmatch(r"unix:/.+|[^\s:]+:[0-9]{1,5}|\[[0-9A-Fa-f:.]+\]:[0-9]{1,5}", address):
        raise BadSettingError(f"TONGYUN_CLAMD={address}: 须为 unix:/路径 或 主机:端口")
    return address


def _database(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise BadSettingError(f"DATABASE_URL: 只支持 sqlite:/// 与 postgresql://，不支持“{url.partition(':')[0]}”")
    if url.startswith("sqlite:///"):
        return f"sqlite:///{Path(url.removeprefix('sqlite:///')).resolve()}"
    try:
        _ = urlsplit(url).port
    except ValueError as error:
        raise BadSettingError("DATABASE_URL: 主机或端口无效") from error
    return url


def _shown(host: str) -> str:
    """The host part of an address at which a listener on `host` is reached from this machine."""
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
