"""Checks of how the installation runs: ports, networks, intruders, backups."""

from django.conf import settings
from django.db import connection
from django.utils.timezone import localtime

from ...contracts.mlps import Found
from ...contracts.signin import NetworkPolicy
from ...models import ProcessBeat
from ..files import clamd
from ..permissions.built_in import SEATS
from ..policies import policy
from ..trust import last_result, sealed
from .parts import found_of


def minimal() -> Found:
    """What is installed."""
    return Found(("依赖逐项列明用途并锁定散列；不需要消息中间件、缓存等附加组件",))


def ports() -> Found:
    """What listens."""
    env = settings.TONGYUN
    return Found((f"只监听 {env.host}:{env.port}；监控数据存储只监听本机",))


def networks() -> Found:
    """From where administrators may come."""
    rules = policy(NetworkPolicy)
    bound = {entry.partition("=")[0] for entry in rules.role_rules}
    free = [role for role in SEATS.values() if role not in bound]
    if rules.allowed:
        return Found((f"只允许 {'、'.join(rules.allowed[:5])} 访问",))
    if not free:
        return Found(("三员均限定了访问网段",))
    return Found((), (f"角色 {'、'.join(free)} 没有限定访问网段：在“访问网段”中设置",))


def validation() -> Found:
    """Whether input is checked."""
    return Found(("每个接口按 OpenAPI 模式校验，请求体限长，非法内容以 4xx 拒绝并指明位置",))


def vulnerabilities() -> Found:
    """Whether known holes are found and closed."""
    return Found(("依赖锁定版本与散列，可用于比对漏洞库",), ("漏洞扫描须由运维单位定期执行并留存报告",))


def intrusion() -> Found:
    """Whether an attack is noticed."""
    return Found(("账号被锁定时通知安全管理员；登录失败、伪造代理地址、越权均拒绝并记录",))


def malware() -> Found:
    """Whether uploaded files are scanned."""
    if not clamd.configured():
        return Found((), ("没有启用病毒扫描引擎；主机防病毒由运维单位负责",))
    return found_of([clamd.health()])


def trusted() -> Found:
    """Whether programs are verified, and against what."""
    missing = ["没有用到硬件可信根（TPM/TCM）：由主机的可信启动承担（本项为“可”，非强制）"]
    there = []
    last = last_result()
    try:
        accepted = sealed()
    except ValueError as error:
        accepted = None
        missing.insert(0, f"{error}：从可信的安装包恢复后执行 tongyun trust seal")
    else:
        if accepted is None:
            missing.insert(0, "尚未建立可信基线：核对安装包后执行 tongyun trust seal")
    if accepted is not None:
        text = (
            f"程序与依赖库共 {accepted.files} 个文件的摘要已签名（{accepted.sealed_at[:10]}，版本 {accepted.version}）"
        )
        there.append(f"{text}，启动时和每晚比对，不符即报警并记入审计")
    if last is not None and last.trusted:
        there.append(f"最近一次比对 {localtime(last.at):%Y-%m-%d %H:%M}：{last.detail}")
    elif last is not None:
        missing.insert(0, f"最近一次比对未通过：{last.detail}")
    return Found(tuple(there), tuple(missing))


def backup() -> Found:
    """Whether there is a copy."""
    return Found(
        ("数据库、data/keys、data/secrets 可在运行中备份，恢复步骤见运维手册",), ("没有内置的定期备份与恢复演练记录",)
    )


def remote_backup() -> Found:
    """Whether there is a copy elsewhere, always."""
    if connection.vendor == "postgresql":
        return Found(("业务数据库为 PostgreSQL，可用流复制异地实时备份",), ("复制由运维单位配置，本平台不能核实",))
    return Found((), ("业务数据在本机 SQLite：改用 PostgreSQL 流复制（DATABASE_URL）",))


def redundancy() -> Found:
    """Whether another machine goes on."""
    workers = ProcessBeat.objects.filter(name__startswith="worker").count()
    if connection.vendor == "postgresql" and workers > 1:
        return Found((f"PostgreSQL，{workers} 个后台节点分担任务，任一失效由其他接管",))
    return Found(
        ("进程崩溃自动拉起，任务以租约接管，不丢不重",), ("单机运行：改用 PostgreSQL 并部署多个 web 与 worker 节点",)
    )
