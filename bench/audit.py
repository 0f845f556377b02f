"""The audit chain: how many links a second `tongyun audit verify` walks, and that it finds one that was changed.

Writes 1 M links (`--quick`: 100 k) of the shape of real ones into a database of its own (SQLite, or DATABASE_URL),
walks them by as many processes as there are processors, then changes one by SQL. Reach: at least 100 k links a second.
"""

import json
import os
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

from bench.parts.records import own_records

LINKS, QUICK_LINKS = 1_000_000, 100_000
MIN_RATE = 100_000
BATCH = 5_000


def main() -> int:
    """Run the benchmark; exit code 1 when the reach is missed or the change is not found."""
    links = QUICK_LINKS if "--quick" in sys.argv else LINKS
    with own_records():
        result = measure(links)
    print("RESULT " + json.dumps(result))
    return 0 if result["ok"] else 1


def measure(links: int) -> dict[str, object]:
    """Fill, walk by one process and by all, tamper, walk again.

    Beside what a watch says there is the rate for a second of processor time, which other work on the machine hardly
    touches (on PostgreSQL it leaves out the server's own).
    """
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, connections  # noqa: PLC0415

    from tongyun.kernel.services.audit import verify  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    fill(links)
    vendor, cores = connection.vendor, os.cpu_count() or 1
    rates = {}
    by_cpu = 0.0
    for workers in sorted({1, cores}):
        connections.close_all()
        began, cpu = time.perf_counter(), time.process_time()
        broken = verify("bench", workers=workers)
        rates[workers] = links / (time.perf_counter() - began)
        if workers == 1:
            by_cpu = links / (time.process_time() - cpu)
        print(f"{vendor}, {workers} processes: {rates[workers]:,.0f} links/s", flush=True)
        assert broken == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_auditrecord SET actor_name = 'x' WHERE seq = %s", [links * 2 // 3])
    found = [(link.seq, link.reason) for link in verify("bench", workers=cores)]
    return {
        "links": links,
        "database": vendor,
        "links_per_s_1": round(rates[1]),
        "links_per_s": round(rates[cores]),
        "links_per_cpu_s": round(by_cpu),
        "processes": cores,
        "max_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        "found": found == [(links * 2 // 3, "内容被改动")],
        "load_1m": round(os.getloadavg()[0], 1),
        "ok": rates[cores] >= MIN_RATE and found == [(links * 2 // 3, "内容被改动")],
    }


def fill(links: int) -> None:
    """Links as the platform writes them, in bulk."""
    from tongyun.kernel.models import AuditHead, AuditRecord  # noqa: PLC0415
    from tongyun.kernel.services.audit.deltas import delta, encode  # noqa: PLC0415
    from tongyun.kernel.services.audit.standalone import digest_of  # noqa: PLC0415

    text = encode(delta({"state": "open", "level": 3}, {"state": "resolved", "level": 2, "assignee": "王工"}))
    start, previous = datetime(2026, 1, 1, tzinfo=UTC), ""
    for first in range(1, links + 1, BATCH):
        rows = []
        for seq in range(first, min(first + BATCH, links + 1)):
            row = AuditRecord(
                form=2,
                stream="bench",
                seq=seq,
                at=start + timedelta(milliseconds=seq * 37),
                actor_kind="user",
                actor_id="01890000-0000-7000-8000-000000000000",
                actor_name="王工",
                ip="10.20.30.40",
                request_id="0123456789abcdef",
                action="ticket.complete",
                target_kind="ticket",
                target_id="01890000-0000-7000-8000-000000000001",
                target_label=f"GD-20260101-{seq:07d}",
                delta=text,
                previous=previous,
            )
            row.digest = previous = digest_of(row.fields())
            rows.append(row)
        AuditRecord.objects.bulk_create(rows)
    AuditHead.objects.create(stream="bench", seq=links, digest=previous)


if __name__ == "__main__":
    sys.exit(main())
