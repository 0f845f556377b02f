"""Checks of 8.1.4.1 and 8.1.4.2: who signs in, and what they may do."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import localdate

from ...contracts import utc_now
from ...contracts.mlps import Found
from ...contracts.signin import LoginPolicy, PasswordPolicy, SecondFactorPolicy, SessionPolicy
from ...models import AuditRecord, Grant, Role, Session, User
from ..policies import policy
from ..setup import seats
from ..signin.factors import has_second_factor
from ..signin.stages import needs_second_factor

LONG_PASSWORD, OLD_PASSWORD_DAYS, IDLE_MINUTES, UNUSED = 8, 180, 30, timedelta(days=90)


def passwords() -> Found:
    """Rules for passwords, and their age."""
    rules = policy(PasswordPolicy)
    there = [
        "用户名唯一，由数据库约束保证",
        f"至少 {rules.min_length} 位、{rules.min_kinds} 种字符，不含用户名"
        + (f"，{rules.max_age_days} 天更换" if rules.max_age_days else "")
        + (f"，不与最近 {rules.history} 次相同" if rules.history else ""),
    ]
    missing = []
    if rules.min_kinds < 3:
        missing.append("口令字符种类少于 3 种：在“密码规则”中调高")
    if not 0 < rules.max_age_days <= OLD_PASSWORD_DAYS:
        missing.append(f"口令没有定期更换，或周期超过 {OLD_PASSWORD_DAYS} 天：在“密码规则”中设置有效期")
    if not rules.forbid_weak:
        missing.append("没有拒绝常见弱口令：在“密码规则”中开启")
    return Found(tuple(there), tuple(missing))


def failures() -> Found:
    """Lock-out and the end of sessions."""
    login, session = policy(LoginPolicy), policy(SessionPolicy)
    there = [
        f"连续失败 {login.max_failures} 次锁定 {login.lock_minutes} 分钟",
        f"同一地址五分钟内失败 {login.max_failures_per_address} 次后暂停登录",
        f"无操作 {session.idle_minutes} 分钟退出，最长 {session.absolute_hours} 小时",
        f"同一用户最多 {session.max_per_user} 处登录",
    ]
    missing = []
    if session.idle_minutes > IDLE_MINUTES:
        missing.append(f"无操作退出时间超过 {IDLE_MINUTES} 分钟：在“会话”中调低")
    return Found(tuple(there), tuple(missing))


def transport() -> Found:
    """Whether the platform is reached over https."""
    if urlsplit(settings.TONGYUN.public_url).scheme == "https":
        return Found((f"以 {settings.TONGYUN.public_url} 访问，Cookie 仅经加密连接传送",))
    return Found(
        (), ("未启用 https：在前置代理配置证书，并设置 TONGYUN_PUBLIC_URL=https://… 与 TONGYUN_TRUSTED_PROXIES",)
    )


def two_factors() -> Found:
    """Whether the three administrators sign in with two factors."""
    holders = {user.id: user for users in seats().values() for user in users}
    without = [user.username for user in holders.values() if not (has_second_factor(user) or needs_second_factor(user))]
    there = ["支持动态口令（RFC 6238）与通行密钥（WebAuthn，公钥签名）"]
    rules = policy(SecondFactorPolicy)
    if rules.everyone or rules.roles:
        there.append("已要求" + ("所有用户" if rules.everyone else f"角色 {'、'.join(rules.roles)}") + "使用双因素")
    if without:
        names = "、".join(sorted(without)[:10])
        return Found(tuple(there), (f"管理员 {names} 未使用双因素：在“双因素认证”中要求管理员角色使用",))
    return Found(tuple(there))


def accounts() -> Found:
    """Everybody has an account of their own, with roles."""
    users = User.objects.filter(active=True).count()
    return Found((f"{users} 个启用的账号，{Grant.objects.count()} 条授权",))


def no_defaults() -> Found:
    """Nobody can sign in that no person made."""
    return Found(("没有预置账号和默认口令；管理员由一次性链接建立，口令由本人设置",))


def stale_accounts() -> Found:
    """Accounts that are over, or that nobody uses."""
    today = localdate()
    over = User.objects.filter(active=True, valid_to__lte=today).count()
    since = utc_now() - UNUSED
    seen = set(
        AuditRecord.objects.filter(action="session.opened", at__gte=since)
        .values_list("target_id", flat=True)
        .distinct()
    )
    live = {str(key) for key in Session.objects.values_list("user_id", flat=True)}
    older = User.objects.filter(active=True, created_at__lt=since)
    unused = [user.username for user in older if str(user.id) not in seen | live]
    missing = []
    if over:
        missing.append(f"{over} 个账号已过有效期仍启用：停用这些账号")
    if unused:
        missing.append(f"{len(unused)} 个账号 90 天未登录（{'、'.join(sorted(unused)[:5])}）：核实后停用")
    return Found(("账号可设有效期，到期不能登录；停用时会话、令牌、邀请一并失效",), tuple(missing))


def separation() -> Found:
    """Whether each of the three administrators is there."""
    empty = [str(Role.Realm(seat).label) for seat, users in seats().items() if not users]
    there = ("系统、安全、审计三员互斥，读取授权时强制执行，不能关闭",)
    if empty:
        return Found(
            there, (f"{'、'.join(empty)}管理员尚未到任：打开初始化时给出的链接，或执行 tongyun administrators",)
        )
    return Found(there)


def granting() -> Found:
    """Who grants."""
    return Found(("角色与授权由安全管理员配置，每次变更记入审计",))


def granularity() -> Found:
    """How fine the control is."""
    return Found(("主体到用户，客体到数据记录（组织范围）与字段（按角色隐藏）；每个接口声明所需权限",))


def labels() -> Found:
    """Security labels."""
    return Found(("以数据范围和字段隐藏限制对重要信息的访问",), ("没有对主体和客体设置密级标记",))
