"""What an administrator sets about signing in: passwords, lock-out, sessions, second factors and networks."""

from dataclasses import dataclass

from .policies import entry


@dataclass(frozen=True)
class PasswordPolicy:
    """Rules for passwords that people choose (GB/T 22239-2019 8.1.4.1 a)."""

    min_length: int = entry(10, "最小长度", "Minimum length", minimum=8, maximum=64, unit="位")
    min_kinds: int = entry(
        3,
        "至少包含的字符种类",
        "Kinds of characters",
        minimum=2,
        maximum=4,
        unit="种",
        help_zh="大写字母、小写字母、数字、符号中的种类数。",
        help_en="Out of upper case, lower case, digits and signs.",
    )
    history: int = entry(
        5,
        "不得与最近几次相同",
        "Not one of the last",
        minimum=0,
        maximum=24,
        unit="次",
        help_zh="0 表示不限制。",
        help_en="0 for no limit.",
    )
    max_age_days: int = entry(
        90,
        "有效期",
        "Valid for",
        minimum=0,
        maximum=3650,
        unit="天",
        help_zh="到期后登录时必须更换；0 表示不限制。",
        help_en="Must be changed at the next sign-in after that; 0 for no limit.",
    )
    forbid_weak: bool = entry(
        True,
        "拒绝常见弱口令",
        "Refuse common passwords",
        help_zh="含常用词及其变形，如 P@ssw0rd123。",
        help_en="Also in disguise, such as P@ssw0rd123.",
    )
    forbidden_words: tuple[str, ...] = entry(
        (),
        "不得包含的词",
        "Words it must not contain",
        items={"minLength": 3, "maxLength": 40},
        maxItems=200,
        help_zh="如单位简称、系统名称，不区分大小写。",
        help_en="Such as the name of the organisation; upper and lower case are the same.",
    )


@dataclass(frozen=True)
class LoginPolicy:
    """What happens after failed sign-ins (8.1.4.1 b)."""

    max_failures: int = entry(
        5, "连续失败几次后锁定", "Failures that lock an account", minimum=3, maximum=20, unit="次"
    )
    lock_minutes: int = entry(15, "锁定时长", "Locked for", minimum=1, maximum=1440, unit="分钟")
    max_failures_per_address: int = entry(
        50,
        "同一地址五分钟内允许失败",
        "Failures per address in five minutes",
        minimum=5,
        maximum=10000,
        unit="次",
        help_zh="超过后该地址暂时不能登录；经代理访问时请先设置 TONGYUN_TRUSTED_PROXIES。",
        help_en="More than that, and the address has to wait. Set TONGYUN_TRUSTED_PROXIES first if there is a proxy.",
    )


@dataclass(frozen=True)
class SessionPolicy:
    """How long and how often somebody may be signed in (8.1.4.1 b)."""

    idle_minutes: int = entry(
        30,
        "无操作自动退出",
        "Sign out when idle for",
        minimum=1,
        maximum=1440,
        unit="分钟",
        help_zh="页面自动刷新不算操作。",
        help_en="Pages that refresh themselves do not count.",
    )
    absolute_hours: int = entry(12, "最长登录时间", "At most", minimum=1, maximum=168, unit="小时")
    max_per_user: int = entry(
        5,
        "同一用户同时登录",
        "Sessions per user",
        minimum=1,
        maximum=50,
        unit="处",
        help_zh="超过时最久未用的一处被退出。",
        help_en="Beyond that the one unused for longest is ended.",
    )
    fresh_minutes: int = entry(
        5,
        "重要操作的身份确认有效",
        "A proof of identity holds for",
        minimum=1,
        maximum=60,
        unit="分钟",
    )


@dataclass(frozen=True)
class SecondFactorPolicy:
    """Who must sign in with two factors (8.1.4.1 d)."""

    everyone: bool = entry(False, "所有用户必须使用双因素", "Everybody needs a second factor")
    roles: tuple[str, ...] = entry(
        (),
        "必须使用双因素的角色",
        "Roles that need a second factor",
        items={"maxLength": 64, "x-choices": "roles"},
        maxItems=100,
        help_zh="持有其中任一角色的用户须使用双因素，建议包括三员。",
        help_en="Whoever holds one of them needs two factors; the three administrators should.",
    )
    trust_providers: bool = entry(
        True,
        "统一认证已含双因素",
        "The identity provider asks for it",
        help_zh="经统一认证平台登录的用户不再要求本平台的第二因素。",
        help_en="Who comes from an identity provider is not asked again.",
    )


@dataclass(frozen=True)
class NetworkPolicy:
    """From where people may work (8.1.4.4 c)."""

    allowed: tuple[str, ...] = entry(
        (),
        "允许访问的网段",
        "Networks allowed",
        items={"maxLength": 64},
        maxItems=500,
        help_zh="IPv4 或 IPv6 的地址、网段，如 10.1.0.0/16、fd00::/8；为空则不限制。",
        help_en="Addresses and networks such as 10.1.0.0/16 or fd00::/8; empty for no limit.",
    )
    role_rules: tuple[str, ...] = entry(
        (),
        "按角色限制",
        "Limits by role",
        items={"maxLength": 140, "pattern": "^[A-Za-z0-9_.-]+=.+$"},
        maxItems=500,
        help_zh="每条为“角色=网段”，如 security-administrator=10.1.2.0/24；有规则的角色只能从所列网段登录。",
        help_en="Each as role=network, such as security-administrator=10.1.2.0/24; it may come from there only.",
    )
