"""All controls of 8.1.4 in the order of the standard, each with its check."""

from collections.abc import Callable
from dataclasses import dataclass

from ...contracts.mlps import Assessment, Found
from . import data, identity, running


@dataclass(frozen=True)
class Control:
    """A control: its number, what it demands in our words, where it is built and where it shows."""

    number: str
    section: str
    demand: str
    check: Callable[[], Found]
    code: str
    evidence: str


SIGN_IN, ACCESS, AUDIT = "身份鉴别", "访问控制", "安全审计"
INTRUSION, MALWARE, TRUST = "入侵防范", "恶意代码防范", "可信验证"
INTEGRITY, SECRECY, BACKUP = "数据完整性", "数据保密性", "数据备份恢复"
RESIDUE, PERSONAL = "剩余信息保护", "个人信息保护"

CONTROLS = (
    Control(
        "8.1.4.1 a",
        SIGN_IN,
        "身份唯一，口令有复杂度要求并定期更换",
        identity.passwords,
        "kernel/services/signin/passwords.py",
        "系统设置 → 密码规则",
    ),
    Control(
        "8.1.4.1 b",
        SIGN_IN,
        "限制登录失败次数，会话超时退出",
        identity.failures,
        "kernel/services/signin/attempts.py、sessions.py",
        "系统设置 → 登录失败处理、会话",
    ),
    Control(
        "8.1.4.1 c",
        SIGN_IN,
        "鉴别信息传输时不被窃听",
        identity.transport,
        "kernel/api/proxies.py",
        "tongyun doctor；浏览器地址栏",
    ),
    Control(
        "8.1.4.1 d",
        SIGN_IN,
        "两种以上鉴别技术，其一使用密码技术",
        identity.two_factors,
        "kernel/services/signin/factors/",
        "系统设置 → 双因素认证；我的账号",
    ),
    Control(
        "8.1.4.2 a",
        ACCESS,
        "为用户分配账户和权限",
        identity.accounts,
        "kernel/services/permissions/",
        "系统管理 → 人员、授权",
    ),
    Control(
        "8.1.4.2 b",
        ACCESS,
        "没有默认账户与默认口令",
        identity.no_defaults,
        "kernel/services/setup.py",
        "tongyun account list",
    ),
    Control(
        "8.1.4.2 c",
        ACCESS,
        "停用多余、过期的账户，避免共享",
        identity.stale_accounts,
        "kernel/services/people/accounts.py",
        "tongyun account list",
    ),
    Control(
        "8.1.4.2 d",
        ACCESS,
        "管理权限最小化、相互分离",
        identity.separation,
        "kernel/services/permissions/separation.py",
        "系统管理 → 授权；tongyun administrators",
    ),
    Control(
        "8.1.4.2 e",
        ACCESS,
        "由授权主体配置访问规则",
        identity.granting,
        "kernel/services/permissions/granting.py",
        "系统管理 → 授权；审计 grant.*",
    ),
    Control(
        "8.1.4.2 f",
        ACCESS,
        "控制粒度到用户与数据记录",
        identity.granularity,
        "kernel/services/permissions/checks.py",
        "tests/architecture/test_routes.py",
    ),
    Control(
        "8.1.4.2 g",
        ACCESS,
        "对重要主体和客体设置安全标记",
        identity.labels,
        "kernel/services/permissions/",
        "系统管理 → 角色",
    ),
    Control(
        "8.1.4.3 a", AUDIT, "审计覆盖每个用户和重要行为", data.audit_covers, "kernel/services/audit/", "系统管理 → 审计"
    ),
    Control(
        "8.1.4.3 b", AUDIT, "记录时间、用户、类型、结果", data.audit_fields, "kernel/models/audit.py", "系统管理 → 审计"
    ),
    Control(
        "8.1.4.3 c",
        AUDIT,
        "保护审计记录，防删改，定期备份",
        data.audit_protected,
        "kernel/services/audit/verifying.py",
        "tongyun audit verify",
    ),
    Control(
        "8.1.4.3 d",
        AUDIT,
        "审计进程不能被中断",
        data.audit_uninterrupted,
        "kernel/services/audit/writing.py",
        "tests/kernel/audit/",
    ),
    Control(
        "8.1.4.4 a", INTRUSION, "最小安装", running.minimal, "requirements/run.txt", "tests/architecture/test_locks.py"
    ),
    Control(
        "8.1.4.4 b", INTRUSION, "关闭不需要的服务与端口", running.ports, "project/environment.py", "tongyun doctor"
    ),
    Control(
        "8.1.4.4 c",
        INTRUSION,
        "限制管理终端的接入地址",
        running.networks,
        "kernel/services/signin/networks.py",
        "系统设置 → 访问网段",
    ),
    Control(
        "8.1.4.4 d",
        INTRUSION,
        "校验输入数据",
        running.validation,
        "kernel/api/grammar.py、各 schemas",
        "schemas/openapi.json",
    ),
    Control(
        "8.1.4.4 e",
        INTRUSION,
        "发现并修补已知漏洞",
        running.vulnerabilities,
        "requirements/run.txt",
        "运维单位的漏洞扫描报告",
    ),
    Control(
        "8.1.4.4 f",
        INTRUSION,
        "检测入侵并报警",
        running.intrusion,
        "kernel/services/signin/attempts.py",
        "消息；审计 user.locked、session.refused",
    ),
    Control(
        "8.1.4.5", MALWARE, "识别并阻断恶意代码", running.malware, "kernel/services/files/", "tongyun doctor；文件管理"
    ),
    Control(
        "8.1.4.6",
        TRUST,
        "基于可信根验证程序与配置",
        running.trusted,
        "kernel/services/trust/",
        "tongyun trust verify；审计 trust.*",
    ),
    Control("8.1.4.7 a", INTEGRITY, "传输完整性", data.sent_whole, "gateway/services/subscriptions.py", "浏览器地址栏"),
    Control(
        "8.1.4.7 b",
        INTEGRITY,
        "存储完整性",
        data.stored_whole,
        "kernel/services/audit/、sealing/",
        "tongyun audit verify；tongyun keys list",
    ),
    Control("8.1.4.8 a", SECRECY, "传输保密性", identity.transport, "project/security_headers.py", "浏览器地址栏"),
    Control(
        "8.1.4.8 b",
        SECRECY,
        "存储保密性",
        data.stored_secret,
        "kernel/services/sealing/",
        "tongyun keys list；tongyun doctor",
    ),
    Control(
        "8.1.4.9 a", BACKUP, "本地备份与恢复", running.backup, "docs/operator-guide.md", "运维单位的备份与恢复演练记录"
    ),
    Control("8.1.4.9 b", BACKUP, "异地实时备份", running.remote_backup, "docs/operator-guide.md", "运维单位的复制状态"),
    Control("8.1.4.9 c", BACKUP, "重要处理系统热冗余", running.redundancy, "kernel/services/work.py", "tongyun doctor"),
    Control(
        "8.1.4.10 a",
        RESIDUE,
        "清除鉴别信息的残留",
        data.no_residue,
        "kernel/services/signin/sessions.py",
        "我的账号 → 已登录的位置",
    ),
    Control(
        "8.1.4.10 b",
        RESIDUE,
        "清除敏感数据的残留",
        data.no_data_residue,
        "project/middleware.py",
        "响应头 Cache-Control: no-store",
    ),
    Control(
        "8.1.4.11 a",
        PERSONAL,
        "只采集必需的个人信息",
        data.few_personal_data,
        "kernel/models/people.py",
        "系统管理 → 人员",
    ),
    Control(
        "8.1.4.11 b",
        PERSONAL,
        "禁止未授权访问个人信息",
        data.personal_data_guarded,
        "kernel/services/privacy/",
        "系统管理 → 用户；审计 personal.revealed",
    ),
)


def assess() -> list[Assessment]:
    """Every control as it is now."""
    return [
        Assessment(entry.number, entry.section, entry.demand, entry.check(), entry.code, entry.evidence)
        for entry in CONTROLS
    ]
