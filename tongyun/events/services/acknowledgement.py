"""Say "I have seen it" for several alerts at once; each row has its own result."""

from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import Ref, RowResult, utc_now
from tongyun.kernel.facade import audit, publish_live, require, visible

from ..models import Alert
from . import incidents, ledger

MAX_ROWS = 500


@transaction.atomic
def acknowledge(ids: list[UUID], note: str) -> list[RowResult]:
    """Acknowledge firing alerts. Needs alert:acknowledge. One that is resolved, not yet firing or already acknowledged
    is left as it is and says so."""
    actor = require("alert:acknowledge")
    ledger.enter()
    now = utc_now()
    seen = visible(Alert.objects.all(), "alert:acknowledge", organisation="item__organisation_id")
    alerts = {alert.id: alert for alert in seen.filter(id__in=ids)}
    results = [_result_of(alert_id, alerts.get(alert_id)) for alert_id in dict.fromkeys(ids)]
    done = [alerts[result.id] for result in results if not result.code]
    for alert in done:
        alert.acknowledged_at, alert.acknowledged_by_id, alert.acknowledged_by_name = now, actor.id, actor.name
    Alert.objects.bulk_update(done, ["acknowledged_at", "acknowledged_by_id", "acknowledged_by_name"])
    incidents.acknowledged(done, note, now)
    for alert in done:
        after = {"acknowledged_at": now.isoformat(), "note": note}
        audit("alert.acknowledged", Ref("alert", str(alert.id), alert.summary), {}, after)
    if done:
        publish_live("alert", topic=ledger.ALERTS)
    return results


def _result_of(alert_id: UUID, alert: Alert | None) -> RowResult:
    if alert is None:
        return RowResult(alert_id, "no_alert", "没有这条告警。")
    if alert.state == Alert.State.RESOLVED:
        return RowResult(alert_id, "resolved", "告警已恢复，无需确认。")
    if alert.state == Alert.State.PENDING:
        return RowResult(alert_id, "pending", "条件持续时间未满，尚未形成告警。")
    if alert.acknowledged_at:
        return RowResult(alert_id, "acknowledged", f"{alert.acknowledged_by_name}已确认过。")
    return RowResult(alert_id)
