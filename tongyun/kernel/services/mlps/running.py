"""Checks of how the installation runs: ports, networks, intruders, backups."""

from django.conf import settings
from django.db import connection
from django.utils.timezone import localtime

from ...contracts.mlps import Found, Words
from ...contracts.signin import NetworkPolicy
from ...models import ProcessBeat
from ..files import clamd
from ..permissions.built_in import SEATS
from ..policies import policy
from ..trust import last_result, sealed
from .parts import found_of


def minimal() -> Found:
    """What is installed."""
    return Found(
        (
            Words(
                "依赖逐项列明用途并锁定散列；不需要消息中间件、缓存等附加组件",
                "Every dependency has a stated reason and a locked hash; no broker, no cache is needed",
            ),
        )
    )


def ports() -> Found:
    """What listens."""
    env = settings.TONGYUN
    return Found(
        (
            Words(
                f"只监听 {env.host}:{env.port}；监控数据存储只监听本机",
                f"Listens on {env.host}:{env.port} only; the store of metrics on this machine only",
            ),
        )
    )


def networks() -> Found:
    """From where administrators may come."""
    rules = policy(NetworkPolicy)
    bound = {entry.partition("=")[0] for entry in rules.role_rules}
    free = [role for role in SEATS.values() if role not in bound]
    if rules.allowed:
        first = rules.allowed[:5]
        return Found((Words(f"只允许 {'、'.join(first)} 访问", f"Only {', '.join(first)} may enter"),))
    if not free:
        return Found((Words("三员均限定了访问网段", "All three administrators are bound to networks"),))
    told = Words(
        f"角色 {'、'.join(free)} 没有限定访问网段：在“访问网段”中设置",
        f"The roles {', '.join(free)} may come from anywhere: set “Networks”",
    )
    return Found((), (told,))


def validation() -> Found:
    """Whether input is checked."""
    return Found(
        (
            Words(
                "每个接口按 OpenAPI 模式校验，请求体限长，非法内容以 4xx 拒绝并指明位置",
                "Every route checks by its OpenAPI schema, bodies are limited, what is wrong is refused with its place",
            ),
        )
    )


def vulnerabilities() -> Found:
    """Whether known holes are found and closed."""
    return Found(
        (
            Words(
                "依赖锁定版本与散列，可用于比对漏洞库",
                "Versions and hashes are locked, to be compared with lists of known holes",
            ),
        ),
        (Words("漏洞扫描须由运维单位定期执行并留存报告", "The operator scans regularly and keeps the reports"),),
    )


def intrusion() -> Found:
    """Whether an attack is noticed."""
    return Found(
        (
            Words(
                "账号被锁定时通知安全管理员；登录失败、伪造代理地址、越权均拒绝并记录",
                "The security administrator is told of locked accounts; failed sign-ins, forged addresses and "
                "missing rights are refused and recorded",
            ),
        )
    )


def malware() -> Found:
    """Whether uploaded files are scanned."""
    if not clamd.configured():
        return Found(
            (),
            (
                Words(
                    "没有启用病毒扫描引擎；主机防病毒由运维单位负责",
                    "No virus scanner is connected; the operator protects the host",
                ),
            ),
        )
    return found_of([clamd.health()])


def trusted() -> Found:
    """Whether programs are verified, and against what."""
    missing = [
        Words(
            "没有用到硬件可信根（TPM/TCM）：由主机的可信启动承担（本项为“可”，非强制）",
            "No root of trust in hardware (TPM/TCM) is used: that is for the trusted boot of the host (optional here)",
        )
    ]
    there = []
    last = last_result()
    try:
        accepted = sealed()
    except ValueError as error:
        accepted = None
        told = "The baseline was changed: restore a trusted package, then run tongyun trust seal"
        missing.insert(0, Words(f"{error}：从可信的安装包恢复后执行 tongyun trust seal", told))
    else:
        if accepted is None:
            told = "No baseline yet: check the package, then run tongyun trust seal"
            missing.insert(0, Words("尚未建立可信基线：核对安装包后执行 tongyun trust seal", told))
    if accepted is not None:
        since = f"{accepted.sealed_at[:10]}，版本 {accepted.version}"
        there.append(
            Words(
                f"程序与依赖库共 {accepted.files} 个文件的摘要已签名（{since}），"
                "启动时和每晚比对，不符即报警并记入审计",
                f"{accepted.files} files of program and libraries are signed (version {accepted.version}), compared at "
                "every start and each night; what differs is told and audited",
            )
        )
    if last is not None:
        at = f"{localtime(last.at):%Y-%m-%d %H:%M}"
        if last.trusted:
            there.append(
                Words(f"最近一次比对 {at}：{last.detail}", f"Last comparison {at}: everything as it was signed")
            )
        else:
            told = f"Last comparison {at} failed: see trust.broken in the audit trail"
            missing.insert(0, Words(f"最近一次比对未通过：{last.detail}", told))
    return Found(tuple(there), tuple(missing))


def backup() -> Found:
    """Whether there is a copy."""
    return Found(
        (
            Words(
                "数据库、data/keys、data/secrets 可在运行中备份，恢复步骤见运维手册",
                "Database, data/keys and data/secrets are backed up while running; the operator's guide tells "
                "how to restore",
            ),
        ),
        (Words("没有内置的定期备份与恢复演练记录", "No scheduled backups and no records of drills are built in"),),
    )


def remote_backup() -> Found:
    """Whether there is a copy elsewhere, always."""
    if connection.vendor == "postgresql":
        return Found(
            (
                Words(
                    "业务数据库为 PostgreSQL，可用流复制异地实时备份",
                    "PostgreSQL can be replicated to another site in real time",
                ),
            ),
            (
                Words(
                    "复制由运维单位配置，本平台不能核实",
                    "The operator sets replication up; it cannot be verified from here",
                ),
            ),
        )
    return Found(
        (),
        (
            Words(
                "业务数据在本机 SQLite：改用 PostgreSQL 流复制（DATABASE_URL）",
                "The data are in SQLite on this machine: use PostgreSQL with replication (DATABASE_URL)",
            ),
        ),
    )


def redundancy() -> Found:
    """Whether another machine goes on."""
    workers = ProcessBeat.objects.filter(name__startswith="worker").count()
    if connection.vendor == "postgresql" and workers > 1:
        return Found(
            (
                Words(
                    f"PostgreSQL，{workers} 个后台节点分担任务，任一失效由其他接管",
                    f"PostgreSQL, {workers} workers share the tasks; others take over from one that fails",
                ),
            )
        )
    return Found(
        (
            Words(
                "进程崩溃自动拉起，任务以租约接管，不丢不重",
                "Processes that crash are started again; tasks are taken over by lease, none lost or done twice",
            ),
        ),
        (
            Words(
                "单机运行：改用 PostgreSQL 并部署多个 web 与 worker 节点",
                "A single machine: use PostgreSQL with several web and worker nodes",
            ),
        ),
    )
