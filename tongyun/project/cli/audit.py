"""Check, anchor, export and archive the audit trail."""

import argparse
import os
import sys
import time
from datetime import datetime

from tongyun.project.cli.django_setup import setup

setup()

from django.utils.timezone import make_aware  # noqa: E402 - after Django is set up

from tongyun.kernel.contracts import Problem  # noqa: E402
from tongyun.kernel.models import AuditCheck, AuditRecord  # noqa: E402
from tongyun.kernel.services.audit import streams  # noqa: E402
from tongyun.kernel.services.audit.anchors import anchor_all  # noqa: E402
from tongyun.kernel.services.audit.archives import archive_before  # noqa: E402
from tongyun.kernel.services.audit.checking import (  # noqa: E402
    Report,
    abandon,
    advance,
    interrupted_check,
    start_check,
)
from tongyun.kernel.services.audit.exporting import export_chain  # noqa: E402
from tongyun.kernel.services.audit.signing import public_pem, rotate  # noqa: E402
from tongyun.kernel.services.context import acting_as, system_actor  # noqa: E402

#: Fewer links than this are checked sooner by one process than several start.
WORTH_WORKERS = 200_000


def audit(options: argparse.Namespace) -> int:
    """Run one action; exit code 1 when the trail does not hold, 2 when the action was refused."""
    actions = {"verify": verify, "anchor": anchor, "export": export, "archive": archive, "key": key}
    try:
        with acting_as(system_actor("命令行")):
            return actions[options.action](options)
    except Problem as problem:
        print(problem.detail, file=sys.stderr)
        return 2


def verify(options: argparse.Namespace) -> int:
    """Walk every stream."""
    row = interrupted_check()
    if row is not None and not options.resume:
        abandon(row)
        row = None
    if row is None:
        row = start_check(whole=not options.since_anchor)
    workers = options.workers or (os.cpu_count() or 1 if row.total - row.checked > WORTH_WORKERS else 1)
    began, before = time.monotonic(), row.checked
    advance(row, workers=workers, report=_progress(began, before))
    seconds = time.monotonic() - began
    for link in row.findings:
        print(f"{link['stream']} 第 {link['seq']} 条：{link['reason']}")
    broken = {link["stream"] for link in row.findings}
    for stream in streams():
        if stream not in broken:
            print(f"{stream}：{AuditRecord.objects.filter(stream=stream).count()} 条，完整")
    print(f"校验 {row.checked - before} 条，用时 {seconds:.1f} 秒（每秒 {(row.checked - before) / seconds:,.0f} 条）")
    return 1 if row.findings else 0


def anchor(options: argparse.Namespace) -> int:
    """Sign the ends of the streams now."""
    for made in anchor_all():
        print(f"{made.stream} {made.seq} {made.digest} {made.at} {made.key} {made.signature}")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write the trail to a folder."""
    if options.folder.exists():
        print(f"{options.folder} 已存在，请换一个目录名。", file=sys.stderr)
        return 2
    since, until = _day(options.since), _day(options.until)
    rows = export_chain(
        options.folder, streams=options.stream or streams(), since=since, until=until, kind=options.format
    )
    print(f"已导出 {rows} 条到 {options.folder}；校验：cd {options.folder} && python3 verify_audit.py .")
    return 0


def archive(options: argparse.Namespace) -> int:
    """Move old links to folders."""
    moment = _day(options.before)
    made = archive_before(moment, "命令行") if moment else []
    for row in made:
        print(f"{row.folder}：第 {row.first_seq} 至 {row.last_seq} 条")
    print(f"{len(made)} 个归档")
    return 0


def key(options: argparse.Namespace) -> int:
    """Show the public key, after making a new one when asked."""
    if options.rotate:
        print(f"新密钥 {rotate()}")
    print(public_pem(), end="")
    return 0


def _day(text: str | None) -> datetime | None:
    """The beginning of a day in China."""
    try:
        return make_aware(datetime.strptime(text, "%Y-%m-%d")) if text else None  # noqa: DTZ007 - made aware here
    except ValueError:
        raise SystemExit(f"“{text}”不是日期，应如 2026-01-01") from None


def _progress(began: float, before: int) -> Report:
    def report(row: AuditCheck, stream: str) -> None:
        if sys.stderr.isatty():
            rate = (row.checked - before) / max(time.monotonic() - began, 0.001)
            left = (row.total - row.checked) / max(rate, 1)
            line = f"\r{stream} {row.checked:,}/{row.total:,} 条，每秒 {rate:,.0f} 条，约剩 {left:.0f} 秒 "
            print(line, end="" if row.checked < row.total else "\n", file=sys.stderr, flush=True)

    return report
