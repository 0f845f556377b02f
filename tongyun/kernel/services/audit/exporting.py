"""Give the trail to an auditor: whole streams or a span of time as a chain, or what a search found."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max, Min, QuerySet

from ...contracts import Invalid, Ref
from ...models import AuditRecord
from ..context import current_actor
from .anchors import anchors_of
from .folders import Format, Part, write_folder
from .writing import audit

#: What a browser may fetch at once; whole years go by `tongyun audit export`.
MAX_DOWNLOAD = 200_000


def export_chain(
    folder: Path, *, streams: list[str], since: datetime | None, until: datetime | None, kind: Format
) -> int:
    """Write the links of a span `[since, until)` of some streams; returns how many. The chain is whole."""
    parts = [part for stream in streams for part in _chain_part(stream, since, until)]
    conditions = {name: moment.isoformat() for name, moment in (("since", since), ("until", until)) if moment}
    return _write(folder, parts, kind, conditions)


def export_found(folder: Path, rows: QuerySet[AuditRecord], conditions: dict[str, str], kind: Format) -> int:
    """Write what a search found; returns how many. Each link can be checked, the gaps between them cannot."""
    count = rows.count()
    if count > MAX_DOWNLOAD:
        advice = (
            f"共 {count} 条，一次最多导出 {MAX_DOWNLOAD} 条：请缩小时间范围，或在服务器上执行 tongyun audit export。"
        )
        raise Invalid("too_many", advice)
    streams = sorted(rows.order_by().values_list("stream", flat=True).distinct())
    parts = [Part(stream, rows.filter(stream=stream), False, 0, "") for stream in streams]
    return _write(folder, parts, kind, conditions)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A place for an export on its way out."""
    place = Path(tempfile.mkdtemp(prefix="tongyun-audit-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _write(folder: Path, parts: list[Part], kind: Format, conditions: dict[str, str]) -> int:
    anchors = [anchor for part in parts for anchor in anchors_of(part.stream)]
    by = current_actor().name
    manifest = write_folder(folder, parts, kind, by=by, conditions=conditions, anchors=anchors)
    rows: int = sum(entry["rows"] for entry in manifest["files"])
    with transaction.atomic():
        audit("audit.exported", Ref("audit", "trail", "审计日志"), None, {**conditions, "rows": rows, "format": kind})
    return rows


def _chain_part(stream: str, since: datetime | None, until: datetime | None) -> Iterator[Part]:
    wanted = AuditRecord.objects.filter(stream=stream)
    if since is not None:
        wanted = wanted.filter(at__gte=since)
    if until is not None:
        wanted = wanted.filter(at__lt=until)
    ends = wanted.aggregate(low=Min("seq"), high=Max("seq"))
    if ends["low"] is not None:
        rows = AuditRecord.objects.filter(stream=stream, seq__gte=ends["low"], seq__lte=ends["high"])
        first = rows.order_by("seq").values_list("previous", flat=True)[0]
        yield Part(stream, rows, True, ends["low"], first)
