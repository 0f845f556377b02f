"""Which algorithms protect secrets and passwords."""

from dataclasses import dataclass

from .policies import entry


@dataclass(frozen=True)
class CryptographyPolicy:
    """The switch to the national algorithms (国密)."""

    national: bool = entry(
        False,
        "使用国密算法",
        "Use the national algorithms",
        help_zh="开启后，敏感数据以 SM4-GCM 加密，口令以 PBKDF2-HMAC-SM3 保存（在用户下次登录时转换）；"
        "审计链的签名改用 SM2；已加密的数据仍可读取，执行 tongyun keys rotate 后全部转换，已有的签名仍可校验。",
        help_en="Secrets are sealed with SM4-GCM, passwords kept by PBKDF2-HMAC-SM3 (converted at the next sign-in). "
        "The audit chains are signed with SM2. What is sealed stays readable; `tongyun keys rotate` converts all of "
        "it; older signatures stay valid.",
    )
