"""The API call log and its statistics (CD-B-11, CD-B-13)."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from django.db.models import Max, Sum
from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from ..contracts import utc_now
from ..models import ApiCall, ApiHour
from . import columns
from .grammar import Filter, Listing, Page, page
from .schemas.calls import CallOut, RouteStatisticsOut
from .security import guarded

router = Router(tags=["kernel"])

READ = "api-log:read"
Hours = Annotated[int, Field(ge=1, le=24 * 366)]
CALLS = Listing(
    filters={
        "at": Filter("at", datetime, "时间"),
        "method": Filter("method"),
        "route": Filter("route", description="接口"),
        "status": Filter("status", int, "状态码"),
        "ms": Filter("ms", int, "耗时（毫秒）"),
        "actor": Filter("actor_id", description="调用者"),
        "actor_kind": Filter("actor_kind"),
        "token": Filter("token", description="令牌"),
        "ip": Filter("ip"),
        "request_id": Filter("request_id"),
    },
    sorts={"at": "at"},
    default_sort="-at",
    search=("route", "actor_name", "ip"),
    columns=columns.CALLS,
    title=("接口调用日志", "API calls"),
)


@router.get("/api-calls", response=Page[CallOut], **guarded(READ, CALLS))
def calls(request: HttpRequest) -> dict[str, Any]:
    """Calls of the API, newest first: all of other systems, changes, failures and slow ones; of the rest a sample."""
    return page(request, ApiCall.objects.all(), CALLS, list)


@router.get("/api-calls/statistics", response=list[RouteStatisticsOut], **guarded(READ))
def statistics(request: HttpRequest, hours: Hours = 24) -> list[dict[str, Any]]:
    """Each interface in the last hours: calls, average time, error rate, traffic. Complete, and the busiest first."""
    since = utc_now() - timedelta(hours=hours)
    rows = (
        ApiHour.objects.filter(hour__gte=since.replace(minute=0, second=0, microsecond=0))
        .values("method", "route")
        .annotate(
            n=Sum("calls"),
            n_refused=Sum("refused"),
            n_failed=Sum("failed"),
            total=Sum("ms"),
            longest=Max("ms_max"),
            taken=Sum("bytes_in"),
            given=Sum("bytes_out"),
            latest=Max("last_at"),
        )
        .order_by("-n", "route", "method")
    )
    return [
        {
            "method": row["method"],
            "route": row["route"],
            "calls": row["n"],
            "refused": row["n_refused"],
            "failed": row["n_failed"],
            "error_rate": (row["n_refused"] + row["n_failed"]) / row["n"],
            "ms_average": row["total"] / row["n"],
            "ms_max": row["longest"],
            "bytes_in": row["taken"],
            "bytes_out": row["given"],
            "last_at": row["latest"],
        }
        for row in rows
    ]
