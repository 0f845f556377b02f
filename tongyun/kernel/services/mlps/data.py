"""Checks of audit, integrity, secrecy, residues and personal data."""

from django.conf import settings

from ...contracts.cryptography import CryptographyPolicy
from ...contracts.mlps import Found, Words
from ...models import AuditRecord
from ..audit import signing
from ..policies import policy
from ..privacy.telling import ACTION
from ..sealing.wiring import keys_health
from .identity import transport
from .parts import found_of


def audit_covers() -> Found:
    """Whether the trail is written."""
    count = AuditRecord.objects.count()
    if not count:
        return Found((), (Words("审计记录为空", "The trail is empty"),))
    return Found(
        (
            Words(
                f"{count} 条记录；登录成败、授权、设置、业务写操作均在同一事务内记录，不能关闭",
                f"{count} records; sign-ins, grants, settings and every change are recorded in their own "
                "transaction, always",
            ),
        )
    )


def audit_fields() -> Found:
    """What a record tells."""
    return Found(
        (
            Words(
                "时间、用户、来源地址、动作、对象、前后差异、请求编号；失败以 *.refused 记录",
                "Time, user, address, action, object, difference and request; failures as *.refused",
            ),
        )
    )


def audit_protected() -> Found:
    """Whether the trail is kept and shows a change."""
    return Found(
        (
            Words(
                "以 SM3 逐条链接，删除、修改、插入、调序均可由 tongyun audit verify 发现",
                "Records are linked by SM3: tongyun audit verify finds what was removed, changed, added or moved",
            ),
        )
    )


def audit_uninterrupted() -> Found:
    """Whether writing can be stopped."""
    return Found(
        (
            Words(
                "审计与业务写入同一事务，审计失败则业务回滚；没有关闭审计的开关或接口",
                "Audit and change are one transaction: without the record there is no change. Nothing switches it off",
            ),
        )
    )


def sent_whole() -> Found:
    """Whether what travels arrives as it was sent."""
    secure = transport()
    there = (
        *secure.there,
        Words("推送给外部系统的消息以 HMAC-SHA256 签名", "What is pushed to other systems is signed with HMAC-SHA256"),
    )
    return Found(there, secure.missing)


def stored_whole() -> Found:
    """Whether what is stored shows a change."""
    return Found(
        (
            Words(
                f"审计记录以 SM3 链校验，链尾和归档以 {signing.algorithm()} 签名；加密数据以 GCM 认证，改动即不能解密",
                f"The trail is a chain of SM3, its end and archives signed with {signing.algorithm()}; sealed "
                "data are authenticated by GCM",
            ),
        ),
        (
            Words(
                "业务数据没有逐条校验码，依靠数据库的访问控制与审计链发现改动",
                "Single records carry no checksum: access control of the database and the audit chain show changes",
            ),
        ),
    )


def stored_secret() -> Found:
    """Whether what is stored can be read by a thief."""
    health = keys_health()
    national = policy(CryptographyPolicy).national
    slow, rounds = ("PBKDF2-HMAC-SM3，60 万次", "PBKDF2-HMAC-SM3, 600,000 rounds") if national else ("scrypt", "scrypt")
    cipher = "SM4-GCM" if national else "AES-256-GCM"
    there = (
        Words(f"口令只存加盐慢散列（{slow}）", f"Of passwords only salted, slow hashes are kept ({rounds})"),
        Words(f"密钥类数据以 {cipher} 加密；{health.detail}", f"Secrets are sealed with {cipher}. {health.english}"),
    )
    plain = Words(
        "手机号、邮箱以明文存于数据库（用于检索）：请对数据库或磁盘启用透明加密",
        "Phone numbers and mail addresses are readable in the database, which searches them: "
        "encrypt the database or its disk",
    )
    return Found(there, (plain, *found_of([health]).missing))


def no_residue() -> Found:
    """What remains of proofs of identity."""
    return Found(
        (
            Words(
                "退出登录即删除会话；会话令牌、恢复码只存摘要；更换口令后其他会话全部结束；浏览器不缓存",
                "Signing out deletes the session; tokens and recovery codes are kept as digests; a new "
                "password ends all other sessions; browsers cache nothing",
            ),
        ),
    )


def no_data_residue() -> Found:
    """What remains of data."""
    return Found(
        (
            Words(
                "接口应答一律 Cache-Control: no-store；到期数据按“数据保留期限”自动删除",
                "Every answer says Cache-Control: no-store; data beyond their retention are deleted",
            ),
        ),
        (
            Words(
                f"{settings.TONGYUN.data} 所在磁盘报废前的清除由运维单位负责",
                f"The operator wipes the disk of {settings.TONGYUN.data} before it is scrapped",
            ),
        ),
    )


def few_personal_data() -> Found:
    """What is asked of people."""
    return Found(
        (
            Words(
                "只有姓名、工号、手机、办公电话、邮箱；除姓名外均可不填",
                "Name, employee number, mobile, office phone and mail; all but the name may be left out",
            ),
        )
    )


def personal_data_guarded() -> Found:
    """Who may read what is known of people."""
    looks = AuditRecord.objects.filter(action=ACTION).count()
    return Found(
        (
            Words(
                "手机、电话、邮箱等在页面、列表、导出、历史和接口中一律脱敏，本人除外；字段还可按角色隐藏，"
                "查看人员限于数据范围",
                "Phones, mail and the like are masked in pages, lists, exports, histories and the API, but for "
                "one's own; roles can hide fields, people are seen within the data scope",
            ),
            Words(
                f"查看明文须有单独的权限并填写理由，先记入审计再显示；至今 {looks} 次",
                f"Seeing them takes a right of its own and a reason, recorded before they are shown; {looks} "
                "times so far",
            ),
            Words("密码、密钥等不出现在审计与日志中", "Passwords and keys stand in no audit record and no log"),
        ),
    )
