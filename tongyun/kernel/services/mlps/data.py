"""Checks of audit, integrity, secrecy, residues and personal data."""

from django.conf import settings

from ...contracts.cryptography import CryptographyPolicy
from ...contracts.mlps import Found
from ...models import AuditRecord
from ..audit import signing
from ..policies import policy
from ..privacy.telling import ACTION
from ..registries import health_checks
from ..sealing.wiring import keys_health
from .identity import transport
from .parts import found_of


def audit_covers() -> Found:
    """Whether the trail is written."""
    count = AuditRecord.objects.count()
    if not count:
        return Found((), ("审计记录为空",))
    return Found((f"{count} 条记录；登录成败、授权、设置、业务写操作均在同一事务内记录，不能关闭",))


def audit_fields() -> Found:
    """What a record tells."""
    return Found(("时间、用户、来源地址、动作、对象、前后差异、请求编号；失败以 *.refused 记录",))


def audit_protected() -> Found:
    """Whether the trail is kept and shows a change."""
    parts = found_of(check.check() for check in health_checks if check.key.startswith("audit"))
    there = ("以 SM3 逐条链接，删除、修改、插入、调序均可由 tongyun audit verify 发现", *parts.there)
    return Found(there, parts.missing)


def audit_uninterrupted() -> Found:
    """Whether writing can be stopped."""
    return Found(("审计与业务写入同一事务，审计失败则业务回滚；没有关闭审计的开关或接口",))


def sent_whole() -> Found:
    """Whether what travels arrives as it was sent."""
    secure = transport()
    there = (*secure.there, "推送给外部系统的消息以 HMAC-SHA256 签名")
    return Found(there, secure.missing)


def stored_whole() -> Found:
    """Whether what is stored shows a change."""
    return Found(
        (f"审计记录以 SM3 链校验，链尾和归档以 {signing.algorithm()} 签名；加密数据以 GCM 认证，改动即不能解密",),
        ("业务数据没有逐条校验码，依靠数据库的访问控制与审计链发现改动",),
    )


def stored_secret() -> Found:
    """Whether what is stored can be read by a thief."""
    health = keys_health()
    national = policy(CryptographyPolicy).national
    there = (
        "口令只存加盐慢散列（" + ("PBKDF2-HMAC-SM3，60 万次" if national else "scrypt") + "）",
        "密钥类数据以 " + ("SM4-GCM" if national else "AES-256-GCM") + f" 加密；{health.detail}",
    )
    plain = "手机号、邮箱以明文存于数据库（用于检索）：请对数据库或磁盘启用透明加密"
    return Found(there, (plain, *found_of([health]).missing))


def no_residue() -> Found:
    """What remains of proofs of identity."""
    return Found(
        ("退出登录即删除会话；会话令牌、恢复码只存摘要；更换口令后其他会话全部结束；浏览器不缓存",),
    )


def no_data_residue() -> Found:
    """What remains of data."""
    return Found(
        ("接口应答一律 Cache-Control: no-store；到期数据按“数据保留期限”自动删除",),
        (f"{settings.TONGYUN.data} 所在磁盘报废前的清除由运维单位负责",),
    )


def few_personal_data() -> Found:
    """What is asked of people."""
    return Found(("只有姓名、工号、手机、办公电话、邮箱；除姓名外均可不填",))


def personal_data_guarded() -> Found:
    """Who may read what is known of people."""
    looks = AuditRecord.objects.filter(action=ACTION).count()
    return Found(
        (
            "手机、电话、邮箱等在页面、列表、导出、历史和接口中一律脱敏，本人除外；字段还可按角色隐藏，查看人员限于数据范围",
            f"查看明文须有单独的权限并填写理由，先记入审计再显示；至今 {looks} 次",
            "密码、密钥等不出现在审计与日志中",
        ),
    )
