"""How long links stay in the database, and the walks that look after them by themselves."""

from dataclasses import dataclass
from datetime import timedelta

from ...contracts import Conflict, utc_now
from ...contracts.policies import entry
from ..policies import WRITE_SECURITY, policy, register_policy
from ..schedules import register_schedule
from .anchors import anchor_all
from .archives import MIN_RETENTION, archive_before
from .checking import start_in_background

WEEK = 7


@dataclass(frozen=True)
class AuditPolicy:
    """What happens to the trail with time."""

    online_days: int = entry(
        365,
        "在线保存天数",
        "Days online",
        help_zh="早于此的记录移入归档目录，仍可校验。法律与等保要求至少六个月，不能低于 184 天。",
        help_en="Older records move to archive folders and stay verifiable. The law demands six months, 184 days.",
        minimum=MIN_RETENTION.days,
        maximum=36500,
        unit="d",
    )
    archive: bool = entry(
        True,
        "自动归档",
        "Archive automatically",
        help_zh="关闭后记录一直留在数据库中。",
        help_en="When off, records stay in the database for ever.",
    )


def wire() -> None:
    """Register the policy and the nightly work."""
    register_policy(
        "audit",
        AuditPolicy,
        "审计日志",
        title_en="Audit trail",
        help_zh="保存与归档",
        help_en="Retention and archives",
        permission=WRITE_SECURITY,
    )
    register_schedule(
        "kernel.audit-anchor",
        "审计锚点签名",
        "*/10 * * * *",
        _anchor,
        title_en="Anchors of the audit trail",
        transactional=False,
    )
    register_schedule(
        "kernel.audit-care",
        "审计归档与校验",
        "30 2 * * *",
        _care,
        title_en="Archive and check the audit trail",
        transactional=False,
    )


def _anchor() -> None:
    anchor_all()


def _care() -> None:
    """Archive what is old enough, then check: what came since the last anchor every day, everything once a week."""
    rules = policy(AuditPolicy)
    if rules.archive:
        archive_before(utc_now() - timedelta(days=max(rules.online_days, MIN_RETENTION.days)), "审计维护")
    try:
        start_in_background(whole=utc_now().toordinal() % WEEK == 0)
    except Conflict:
        return
