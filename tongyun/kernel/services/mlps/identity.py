"""Checks of 8.1.4.1 and 8.1.4.2: who signs in, and what they may do."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import localdate

from ...contracts import utc_now
from ...contracts.mlps import Found, Words
from ...contracts.signin import LoginPolicy, PasswordPolicy, SecondFactorPolicy, SessionPolicy
from ...models import AuditRecord, Grant, Role, Session, User
from ..permissions import SIGNED_IN
from ..policies import policy
from ..setup import seats
from ..signin.factors import has_second_factor
from ..signin.stages import needs_second_factor

OLD_PASSWORD_DAYS, IDLE_MINUTES, UNUSED = 180, 30, timedelta(days=90)


def passwords() -> Found:
    """Rules for passwords, and their age."""
    rules = policy(PasswordPolicy)
    there = [
        Words("用户名唯一，由数据库约束保证", "User names are unique by a constraint of the database"),
        Words(
            f"至少 {rules.min_length} 位、{rules.min_kinds} 种字符，不含用户名"
            + (f"，{rules.max_age_days} 天更换" if rules.max_age_days else "")
            + (f"，不与最近 {rules.history} 次相同" if rules.history else ""),
            f"At least {rules.min_length} characters of {rules.min_kinds} kinds, without the user name"
            + (f", changed every {rules.max_age_days} days" if rules.max_age_days else "")
            + (f", unlike the last {rules.history}" if rules.history else ""),
        ),
    ]
    missing = []
    if rules.min_kinds < 3:
        missing.append(
            Words(
                "口令字符种类少于 3 种：在“密码规则”中调高",
                "Passwords of fewer than 3 kinds of characters: raise it in “Password rules”",
            )
        )
    if not 0 < rules.max_age_days <= OLD_PASSWORD_DAYS:
        missing.append(
            Words(
                f"口令没有定期更换，或周期超过 {OLD_PASSWORD_DAYS} 天：在“密码规则”中设置有效期",
                f"Passwords are not changed within {OLD_PASSWORD_DAYS} days: set their age in “Password rules”",
            )
        )
    if not rules.forbid_weak:
        missing.append(
            Words(
                "没有拒绝常见弱口令：在“密码规则”中开启",
                "Common passwords are not refused: switch it on in “Password rules”",
            )
        )
    return Found(tuple(there), tuple(missing))


def failures() -> Found:
    """Lock-out and the end of sessions."""
    login, session = policy(LoginPolicy), policy(SessionPolicy)
    there = [
        Words(
            f"连续失败 {login.max_failures} 次锁定 {login.lock_minutes} 分钟",
            f"{login.max_failures} failures lock an account for {login.lock_minutes} minutes",
        ),
        Words(
            f"同一地址五分钟内失败 {login.max_failures_per_address} 次后暂停登录",
            f"{login.max_failures_per_address} failures in five minutes stop sign-ins from an address",
        ),
        Words(
            f"无操作 {session.idle_minutes} 分钟退出，最长 {session.absolute_hours} 小时",
            f"Sessions end after {session.idle_minutes} idle minutes and {session.absolute_hours} hours at most",
        ),
        Words(f"同一用户最多 {session.max_per_user} 处登录", f"At most {session.max_per_user} sessions a user"),
    ]
    missing = []
    if session.idle_minutes > IDLE_MINUTES:
        missing.append(
            Words(
                f"无操作退出时间超过 {IDLE_MINUTES} 分钟：在“会话”中调低",
                f"Idle sessions last longer than {IDLE_MINUTES} minutes: lower it in “Sessions”",
            )
        )
    return Found(tuple(there), tuple(missing))


def transport() -> Found:
    """Whether the platform is reached over https."""
    if urlsplit(settings.TONGYUN.public_url).scheme == "https":
        return Found(
            (
                Words(
                    f"以 {settings.TONGYUN.public_url} 访问，Cookie 仅经加密连接传送",
                    f"Reached by {settings.TONGYUN.public_url}; cookies travel encrypted only",
                ),
            )
        )
    return Found(
        (),
        (
            Words(
                "未启用 https：在前置代理配置证书，并设置 TONGYUN_PUBLIC_URL=https://… 与 TONGYUN_TRUSTED_PROXIES",
                "No https: put a proxy with a certificate in front, set TONGYUN_PUBLIC_URL=https://… and "
                "TONGYUN_TRUSTED_PROXIES",
            ),
        ),
    )


def two_factors() -> Found:
    """Whether the three administrators sign in with two factors."""
    holders = {user.id: user for users in seats().values() for user in users}
    without = [user.username for user in holders.values() if not (has_second_factor(user) or needs_second_factor(user))]
    there = [
        Words(
            "支持动态口令（RFC 6238）与通行密钥（WebAuthn，公钥签名）",
            "One-time passwords (RFC 6238) and passkeys (WebAuthn, signed by a key) are supported",
        )
    ]
    rules = policy(SecondFactorPolicy)
    if rules.everyone or rules.roles:
        zh, en = ("所有用户", "everybody") if rules.everyone else _roles(rules.roles)
        there.append(Words(f"已要求{zh}使用双因素", f"Two factors are demanded of {en}"))
    if without:
        names = sorted(without)[:10]
        told = Words(
            f"管理员 {'、'.join(names)} 未使用双因素：在“双因素认证”中要求管理员角色使用",
            f"Administrators without two factors: {', '.join(names)}. Demand them of the administrators' roles",
        )
        return Found(tuple(there), (told,))
    return Found(tuple(there))


def accounts() -> Found:
    """Everybody has an account of their own, with roles."""
    users = User.objects.filter(active=True).count()
    return Found(
        (
            Words(
                f"{users} 个启用的账号，{Grant.objects.count()} 条授权",
                f"{users} active accounts, {Grant.objects.count()} grants",
            ),
        )
    )


def no_defaults() -> Found:
    """Nobody can sign in that no person made."""
    return Found(
        (
            Words(
                "没有预置账号和默认口令；管理员由一次性链接建立，口令由本人设置",
                "No preset accounts or passwords; one-time links make the administrators, who choose their own",
            ),
        )
    )


def stale_accounts() -> Found:
    """Accounts that are over, or that nobody uses."""
    today = localdate()
    over = User.objects.filter(active=True, valid_to__lte=today).count()
    since = utc_now() - UNUSED
    seen = set(
        AuditRecord.objects.filter(action=SIGNED_IN, at__gte=since).values_list("target_id", flat=True).distinct()
    )
    live = {str(key) for key in Session.objects.values_list("user_id", flat=True)}
    older = User.objects.filter(active=True, created_at__lt=since)
    unused = [user.username for user in older if str(user.id) not in seen | live]
    missing = []
    if over:
        missing.append(
            Words(
                f"{over} 个账号已过有效期仍启用：停用这些账号",
                f"{over} accounts are active beyond their validity: switch them off",
            )
        )
    if unused:
        names = sorted(unused)[:5]
        told = Words(
            f"{len(unused)} 个账号 90 天未登录（{'、'.join(names)}）：核实后停用",
            f"{len(unused)} accounts unused for 90 days ({', '.join(names)}): check and switch off",
        )
        missing.append(told)
    return Found(
        (
            Words(
                "账号可设有效期，到期不能登录；停用时会话、令牌、邀请一并失效",
                "Accounts can end on a day; switching one off ends its sessions, tokens and links",
            ),
        ),
        tuple(missing),
    )


def separation() -> Found:
    """Whether each of the three administrators is there."""
    empty = [seat for seat, users in seats().items() if not users]
    there = (
        Words(
            "系统、安全、审计三员互斥，读取授权时强制执行，不能关闭",
            "System, security and audit administrators exclude one another whenever grants are read, always",
        ),
    )
    if not empty:
        return Found(there)
    titles = "、".join(str(Role.Realm(seat).label) for seat in empty)
    told = Words(
        f"{titles}管理员尚未到任：打开初始化时给出的链接，或执行 tongyun administrators",
        f"No administrator yet for: {', '.join(empty)}. Open the links of the set-up, or run tongyun administrators",
    )
    return Found(there, (told,))


def granting() -> Found:
    """Who grants."""
    return Found(
        (
            Words(
                "角色与授权由安全管理员配置，每次变更记入审计",
                "The security administrator sets roles and grants; every change is audited",
            ),
        )
    )


def granularity() -> Found:
    """How fine the control is."""
    return Found(
        (
            Words(
                "主体到用户，客体到数据记录（组织范围）与字段（按角色隐藏）；每个接口声明所需权限",
                "Subjects down to users, objects to records (by organisation) and fields (hidden by role); "
                "every route declares its right",
            ),
        )
    )


def labels() -> Found:
    """Security labels."""
    return Found(
        (
            Words(
                "以数据范围和字段隐藏限制对重要信息的访问",
                "Data scope and hidden fields limit access to important information",
            ),
        ),
        (Words("没有对主体和客体设置密级标记", "Subjects and objects carry no security levels"),),
    )


def _roles(keys: Iterable[str]) -> tuple[str, str]:
    named = list(keys)
    return f"角色 {'、'.join(named)} ", f"the roles {', '.join(named)}"
