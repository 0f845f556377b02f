"""What sealing registers at start."""

from django.db import DatabaseError

from ...contracts import HealthCheck, HealthState, PartHealth
from ...contracts.cryptography import CryptographyPolicy
from ..policies import WRITE_SECURITY, register_policy
from ..registries import health_checks
from .ring import key_ring
from .rotation import in_use, outdated

NAME = "加密密钥"


def keys_health() -> PartHealth:
    """Whether every sealed value can be opened, nobody else can read the keys, and no rotation was left half way."""
    try:
        held = {key.id for key in key_ring().files()}
        exposed = key_ring().exposed()
        used = in_use()
        unfinished = outdated()
    except (OSError, DatabaseError) as error:
        return PartHealth("keys", NAME, HealthState.UNKNOWN, str(error)[:200], english=f"Keys: {str(error)[:200]}")
    missing = sorted(set(used) - held)
    if missing:
        lost = sum(used[key] for key in missing)
        detail = f"缺少密钥 {'、'.join(missing)}，{lost} 条数据无法读取"
        advice = f"从备份恢复 {key_ring().folder} 中的密钥文件。"
        english = (
            f"Keys: {', '.join(missing)} missing, {lost} values unreadable; restore {key_ring().folder} from backup"
        )
        return PartHealth("keys", NAME, HealthState.DOWN, detail, advice, english)
    if exposed:
        advice = f"执行 chmod -R go= {key_ring().folder}。"
        english = f"Keys: {exposed[0]} is readable by other users; run chmod -R go= {key_ring().folder}"
        return PartHealth("keys", NAME, HealthState.DEGRADED, f"{exposed[0]} 可被其他用户读取", advice, english)
    if unfinished:
        advice = "执行 tongyun keys rotate 以完成转换。"
        detail = f"{unfinished} 条数据仍以旧密钥或旧算法加密"
        english = f"Keys: {unfinished} values still under an old key or algorithm; run tongyun keys rotate"
        return PartHealth("keys", NAME, HealthState.DEGRADED, detail, advice, english)
    count = sum(used.values())
    english = f"Keys: {len(held)} in use, {count} sealed values"
    return PartHealth("keys", NAME, HealthState.OK, f"{len(held)} 把密钥，{count} 条加密数据", english=english)


def wire() -> None:
    """Register the switch of algorithms and the check of the ring."""
    register_policy(
        "cryptography",
        CryptographyPolicy,
        "密码算法",
        title_en="Cryptography",
        help_zh="保存口令与加密敏感数据所用的算法。",
        help_en="Algorithms that keep passwords and seal secrets.",
        permission=WRITE_SECURITY,
    )
    health_checks.register(HealthCheck("keys", keys_health))
