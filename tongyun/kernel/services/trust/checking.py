"""Compare what runs with what was accepted, tell what differs, and remember how it was."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

import tongyun

from ...contracts import HealthState, PartHealth, Ref, utc_now
from ...models import AuditRecord
from ..audit import audit
from ..notify import notify
from ..permissions import users_with
from ..signin.attempts import SECURE
from .manifest import Deviation, deviations, sealed
from .measuring import PARTS

logger = logging.getLogger(__name__)

NAME = "可信验证"
SEAL = "tongyun trust seal"
#: What one message names; all of it stands in the output of `tongyun trust verify`.
SHOWN = 20
REASONS = {"changed": "被改动", "missing": "缺失", "added": "多出"}

State = Literal["trusted", "unsealed", "other_version", "deviating", "forged"]


@dataclass(frozen=True)
class Result:
    """How a comparison ended."""

    state: State
    detail: str
    found: tuple[Deviation, ...] = ()


@dataclass(frozen=True)
class LastResult:
    """The last comparison that is in the audit trail."""

    at: datetime
    trusted: bool
    detail: str


def check(parts: Sequence[str] = PARTS) -> Result:
    """Compare; nothing is told or written."""
    try:
        accepted = sealed()
    except ValueError as error:
        return Result("forged", str(error))
    if accepted is None:
        return Result("unsealed", "尚未建立可信基线")
    if accepted.version != tongyun.__version__:
        return Result("other_version", f"基线是版本 {accepted.version}，运行的是 {tongyun.__version__}")
    found = deviations(accepted, parts)
    if found:
        told = "、".join(f"{each.path}（{REASONS[each.reason]}）" for each in found[:SHOWN])
        more = f" 等 {len(found)} 个文件" if len(found) > SHOWN else ""
        return Result("deviating", f"{told}{more}", tuple(found))
    files = sum(len(accepted.parts.get(part, {})) for part in parts)
    return Result("trusted", f"{files} 个文件与 {accepted.sealed_at[:10]} 建立的基线一致")


def check_and_tell(parts: Sequence[str] = PARTS) -> Result:
    """Compare, keep how it went in the audit trail, and tell the security administrators what differs.

    Where no baseline was ever made nothing is kept: the self-assessment says so.
    """
    result = check(parts)
    if result.state == "unsealed":
        return result
    good = result.state == "trusted"
    with transaction.atomic():
        target = Ref("release", tongyun.__version__, f"统运 {tongyun.__version__}")
        audit(
            "trust.checked" if good else "trust.broken", target, None, {"state": result.state, "detail": result.detail}
        )
        if not good:
            logger.error("trusted verification: %s", result.detail)
            notify(
                users_with(SECURE),
                "可信验证未通过",
                result.detail,
                "/admin/mlps",
                level="critical",
                category="security",
                dedupe=f"trust:{result.state}:{result.detail[:60]}:{utc_now().date()}",
            )
    return result


def last_result() -> LastResult | None:
    """How the last comparison ended that the audit trail knows of."""
    row = AuditRecord.objects.filter(action__in=("trust.checked", "trust.broken")).order_by("-at").first()
    if row is None:
        return None
    return LastResult(row.at, row.action == "trust.checked", str(row.changes.get("detail", {}).get("new", "")))


def health() -> PartHealth:
    """What `tongyun doctor` says: a comparison of the program's own files, now."""
    result = check(PARTS[:1])
    advice = {
        "unsealed": f"核对安装包后执行 {SEAL}，此后程序文件被改动即报警。",
        "other_version": f"确认升级来自可信的安装包，然后执行 {SEAL}。",
        "deviating": f"查明改动来源；确认无误后执行 {SEAL}，否则从可信的安装包恢复。",
        "forged": f"基线文件被改动：从可信的安装包重新安装，再执行 {SEAL}。",
    }
    state = {"trusted": HealthState.OK, "unsealed": HealthState.UNKNOWN, "other_version": HealthState.DEGRADED}
    return PartHealth(
        "trust", NAME, state.get(result.state, HealthState.DOWN), result.detail, advice.get(result.state, "")
    )
