"""All controls of 8.1.4 in the order of the standard, each with its check."""

from collections.abc import Callable
from dataclasses import dataclass

from ...contracts.mlps import Assessment, Found, Words
from . import data, identity, running


@dataclass(frozen=True)
class Control:
    """A control: its number, what it demands in our words and both languages, where it is built and where it shows."""

    number: str
    section: Words
    demand: Words
    check: Callable[[], Found]
    code: str
    evidence: Words


SIGN_IN = Words("身份鉴别", "Identification")
ACCESS = Words("访问控制", "Access control")
AUDIT = Words("安全审计", "Audit")
INTRUSION = Words("入侵防范", "Intrusion prevention")
MALWARE = Words("恶意代码防范", "Malicious code")
TRUST = Words("可信验证", "Trusted verification")
INTEGRITY = Words("数据完整性", "Integrity")
SECRECY = Words("数据保密性", "Secrecy")
BACKUP = Words("数据备份恢复", "Backup and recovery")
RESIDUE = Words("剩余信息保护", "Residual information")
PERSONAL = Words("个人信息保护", "Personal data")

CONTROLS = (
    Control(
        "8.1.4.1 a",
        SIGN_IN,
        Words(
            "身份唯一，口令有复杂度要求并定期更换", "Identities are unique; passwords are complex and changed regularly"
        ),
        identity.passwords,
        "kernel/services/signin/passwords.py",
        Words("系统设置 → 密码规则", "Settings → Password rules"),
    ),
    Control(
        "8.1.4.1 b",
        SIGN_IN,
        Words("限制登录失败次数，会话超时退出", "Failed sign-ins are limited; idle sessions end"),
        identity.failures,
        "kernel/services/signin/attempts.py、sessions.py",
        Words("系统设置 → 登录失败处理、会话", "Settings → Failed sign-ins, Sessions"),
    ),
    Control(
        "8.1.4.1 c",
        SIGN_IN,
        Words("鉴别信息传输时不被窃听", "Proofs of identity are not overheard on their way"),
        identity.transport,
        "kernel/api/proxies.py",
        Words("tongyun doctor；浏览器地址栏", "tongyun doctor; the browser's address bar"),
    ),
    Control(
        "8.1.4.1 d",
        SIGN_IN,
        Words("两种以上鉴别技术，其一使用密码技术", "Two or more factors, one of them cryptographic"),
        identity.two_factors,
        "kernel/services/signin/factors/",
        Words("系统设置 → 双因素认证；我的账号", "Settings → Two factors; My account"),
    ),
    Control(
        "8.1.4.2 a",
        ACCESS,
        Words("为用户分配账户和权限", "Everybody has an account and rights of their own"),
        identity.accounts,
        "kernel/services/permissions/",
        Words("系统管理 → 人员、授权", "Administration → Users, Grants"),
    ),
    Control(
        "8.1.4.2 b",
        ACCESS,
        Words("没有默认账户与默认口令", "No default accounts and no default passwords"),
        identity.no_defaults,
        "kernel/services/setup.py",
        Words("tongyun account list", "tongyun account list"),
    ),
    Control(
        "8.1.4.2 c",
        ACCESS,
        Words("停用多余、过期的账户，避免共享", "Superfluous and expired accounts are disabled, none is shared"),
        identity.stale_accounts,
        "kernel/services/people/accounts.py",
        Words("tongyun account list", "tongyun account list"),
    ),
    Control(
        "8.1.4.2 d",
        ACCESS,
        Words("管理权限最小化、相互分离", "Administrators hold the least rights, apart from one another"),
        identity.separation,
        "kernel/services/permissions/separation.py",
        Words("系统管理 → 授权；tongyun administrators", "Administration → Grants; tongyun administrators"),
    ),
    Control(
        "8.1.4.2 e",
        ACCESS,
        Words("由授权主体配置访问规则", "Rules of access are set by whoever is authorised to"),
        identity.granting,
        "kernel/services/permissions/granting.py",
        Words("系统管理 → 授权；审计 grant.*", "Administration → Grants; audit grant.*"),
    ),
    Control(
        "8.1.4.2 f",
        ACCESS,
        Words("控制粒度到用户与数据记录", "Control is as fine as single users and records"),
        identity.granularity,
        "kernel/services/permissions/checks.py",
        Words("tests/architecture/test_routes.py", "tests/architecture/test_routes.py"),
    ),
    Control(
        "8.1.4.2 g",
        ACCESS,
        Words("对重要主体和客体设置安全标记", "Important subjects and objects carry security labels"),
        identity.labels,
        "kernel/services/permissions/",
        Words("系统管理 → 角色", "Administration → Roles"),
    ),
    Control(
        "8.1.4.3 a",
        AUDIT,
        Words("审计覆盖每个用户和重要行为", "The audit covers every user and all that matters"),
        data.audit_covers,
        "kernel/services/audit/",
        Words("系统管理 → 审计", "Administration → Audit"),
    ),
    Control(
        "8.1.4.3 b",
        AUDIT,
        Words("记录时间、用户、类型、结果", "Time, user, kind and outcome are recorded"),
        data.audit_fields,
        "kernel/models/audit.py",
        Words("系统管理 → 审计", "Administration → Audit"),
    ),
    Control(
        "8.1.4.3 c",
        AUDIT,
        Words("保护审计记录，防删改，定期备份", "Audit records are protected against change and backed up"),
        data.audit_protected,
        "kernel/services/audit/verifying.py",
        Words("tongyun audit verify", "tongyun audit verify"),
    ),
    Control(
        "8.1.4.3 d",
        AUDIT,
        Words("审计进程不能被中断", "The audit cannot be interrupted"),
        data.audit_uninterrupted,
        "kernel/services/audit/writing.py",
        Words("tests/kernel/audit/", "tests/kernel/audit/"),
    ),
    Control(
        "8.1.4.4 a",
        INTRUSION,
        Words("最小安装", "Only what is needed is installed"),
        running.minimal,
        "requirements/run.txt",
        Words("tests/architecture/test_locks.py", "tests/architecture/test_locks.py"),
    ),
    Control(
        "8.1.4.4 b",
        INTRUSION,
        Words("关闭不需要的服务与端口", "Services and ports that are not needed are closed"),
        running.ports,
        "project/environment.py",
        Words("tongyun doctor", "tongyun doctor"),
    ),
    Control(
        "8.1.4.4 c",
        INTRUSION,
        Words("限制管理终端的接入地址", "Administrators come from known networks only"),
        running.networks,
        "kernel/services/signin/networks.py",
        Words("系统设置 → 访问网段", "Settings → Networks"),
    ),
    Control(
        "8.1.4.4 d",
        INTRUSION,
        Words("校验输入数据", "Input is checked"),
        running.validation,
        "kernel/api/grammar.py、各 schemas",
        Words("schemas/openapi.json", "schemas/openapi.json"),
    ),
    Control(
        "8.1.4.4 e",
        INTRUSION,
        Words("发现并修补已知漏洞", "Known holes are found and closed"),
        running.vulnerabilities,
        "requirements/run.txt",
        Words("运维单位的漏洞扫描报告", "The operator's vulnerability reports"),
    ),
    Control(
        "8.1.4.4 f",
        INTRUSION,
        Words("检测入侵并报警", "Intrusions are noticed and reported"),
        running.intrusion,
        "kernel/services/signin/attempts.py",
        Words("消息；审计 user.locked、session.refused", "Messages; audit user.locked, session.refused"),
    ),
    Control(
        "8.1.4.5",
        MALWARE,
        Words("识别并阻断恶意代码", "Malicious code is found and stopped"),
        running.malware,
        "kernel/services/files/",
        Words("tongyun doctor；文件管理", "tongyun doctor; Files"),
    ),
    Control(
        "8.1.4.6",
        TRUST,
        Words("基于可信根验证程序与配置", "Programs and settings are verified from a root of trust"),
        running.trusted,
        "kernel/services/trust/",
        Words("tongyun trust verify；审计 trust.*", "tongyun trust verify; audit trust.*"),
    ),
    Control(
        "8.1.4.7 a",
        INTEGRITY,
        Words("传输完整性", "Integrity of what travels"),
        data.sent_whole,
        "gateway/services/subscriptions.py",
        Words("浏览器地址栏", "The browser's address bar"),
    ),
    Control(
        "8.1.4.7 b",
        INTEGRITY,
        Words("存储完整性", "Integrity of what is stored"),
        data.stored_whole,
        "kernel/services/audit/、sealing/",
        Words("tongyun audit verify；tongyun keys list", "tongyun audit verify; tongyun keys list"),
    ),
    Control(
        "8.1.4.8 a",
        SECRECY,
        Words("传输保密性", "Secrecy of what travels"),
        identity.transport,
        "project/security_headers.py",
        Words("浏览器地址栏", "The browser's address bar"),
    ),
    Control(
        "8.1.4.8 b",
        SECRECY,
        Words("存储保密性", "Secrecy of what is stored"),
        data.stored_secret,
        "kernel/services/sealing/",
        Words("tongyun keys list；tongyun doctor", "tongyun keys list; tongyun doctor"),
    ),
    Control(
        "8.1.4.9 a",
        BACKUP,
        Words("本地备份与恢复", "Local backup and recovery"),
        running.backup,
        "docs/operator-guide.md",
        Words("运维单位的备份与恢复演练记录", "The operator's records of backups and drills"),
    ),
    Control(
        "8.1.4.9 b",
        BACKUP,
        Words("异地实时备份", "Backup at another site in real time"),
        running.remote_backup,
        "docs/operator-guide.md",
        Words("运维单位的复制状态", "The operator's state of replication"),
    ),
    Control(
        "8.1.4.9 c",
        BACKUP,
        Words("重要处理系统热冗余", "Important systems have a hot standby"),
        running.redundancy,
        "kernel/services/work.py",
        Words("tongyun doctor", "tongyun doctor"),
    ),
    Control(
        "8.1.4.10 a",
        RESIDUE,
        Words("清除鉴别信息的残留", "No proof of identity is left behind"),
        data.no_residue,
        "kernel/services/signin/sessions.py",
        Words("我的账号 → 已登录的位置", "My account → Where you are signed in"),
    ),
    Control(
        "8.1.4.10 b",
        RESIDUE,
        Words("清除敏感数据的残留", "No sensitive data are left behind"),
        data.no_data_residue,
        "project/middleware.py",
        Words("响应头 Cache-Control: no-store", "Response header Cache-Control: no-store"),
    ),
    Control(
        "8.1.4.11 a",
        PERSONAL,
        Words("只采集必需的个人信息", "Only the personal data that are needed are asked for"),
        data.few_personal_data,
        "kernel/models/people.py",
        Words("系统管理 → 人员", "Administration → Users"),
    ),
    Control(
        "8.1.4.11 b",
        PERSONAL,
        Words("禁止未授权访问个人信息", "Nobody reads personal data without a right to"),
        data.personal_data_guarded,
        "kernel/services/privacy/",
        Words("系统管理 → 用户；审计 personal.revealed", "Administration → Users; audit personal.revealed"),
    ),
)


def assess() -> list[Assessment]:
    """Every control as it is now."""
    return [
        Assessment(entry.number, entry.section, entry.demand, entry.check(), entry.code, entry.evidence)
        for entry in CONTROLS
    ]
