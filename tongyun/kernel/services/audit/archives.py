"""Archives: links older than the retention leave the database for folders that stay verifiable; the chain goes on.

The row of an archive holds the digests at both of its ends and is signed; the walk of what is left begins where the
last archive ends. Nothing younger than six months can be archived (网络安全法 第二十一条, GB/T 22239-2019 8.1.4.3).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from ...contracts import Conflict, Invalid, Ref, utc_now
from ...models import AuditAnchor, AuditArchive, AuditRecord
from . import signing, standalone
from .anchors import anchors_of
from .folders import Part, write_folder
from .standalone import FILE_CHANGED, MISSING, UNLINKED, UNSIGNED
from .walking import BrokenLink, walk
from .writing import audit

#: 六个月: the longest six months in a row have 184 days.
MIN_RETENTION = timedelta(days=184)
#: Links of one archive; also how many are removed in one transaction.
ARCHIVE_LINKS = 100_000
ARCHIVE_GONE = "归档文件缺失"


def end_of(stream: str) -> tuple[int, str]:
    """The last archived link of a stream, (0, "") when nothing was archived."""
    last = AuditArchive.objects.filter(stream=stream).order_by("-last_seq").first()
    return (last.last_seq, last.last_digest) if last else (0, "")


def archive_before(moment: datetime, by: str) -> list[AuditArchive]:
    """Move what is older than a moment into folders.

    Raises:
        Invalid: the moment is less than six months ago.
        Conflict: the links to archive do not hold; they stay where they are.
    """
    if moment > utc_now() - MIN_RETENTION:
        raise Invalid("retention", f"审计日志至少在线保存六个月（{MIN_RETENTION.days} 天），不能归档更近的记录。")
    streams = AuditRecord.objects.filter(at__lt=moment).order_by().values_list("stream", flat=True).distinct()
    return [archive for stream in sorted(streams) for archive in _archive_stream(stream, moment, by)]


def broken_archives(stream: str) -> list[BrokenLink]:
    """What does not hold in the archives of a stream: their rows, their order, their files."""
    return list(_broken(stream))


def _archive_stream(stream: str, moment: datetime, by: str) -> Iterator[AuditArchive]:
    last = AuditRecord.objects.filter(stream=stream, at__lt=moment).order_by("-seq").first()
    while last is not None and end_of(stream)[0] < last.seq:
        seq, digest = end_of(stream)
        yield _archive_range(stream, seq + 1, min(seq + ARCHIVE_LINKS, last.seq), digest, by)


def _archive_range(stream: str, first: int, last: int, previous: str, by: str) -> AuditArchive:
    piece = walk(stream, first, last)
    if piece.broken or piece.first_previous != previous:
        reason = piece.broken[0].reason if piece.broken else UNLINKED
        raise Conflict("audit_broken", f"{stream} 的第 {first} 至 {last} 条不完整（{reason}），没有归档；请先排查。")
    name = f"{stream}-{first:012d}-{last:012d}"
    rows = AuditRecord.objects.filter(stream=stream, seq__gte=first, seq__lte=last)
    anchors = [anchor for anchor in anchors_of(stream) if first <= anchor.seq <= last]
    folder = _folder() / name
    _remove_leftover(folder)
    part = Part(stream, rows, True, first, previous)
    manifest = write_folder(folder, [part], "jsonl.gz", by=by, conditions={"stream": stream}, anchors=anchors)
    if standalone.check_folder(folder)[0]:
        raise Conflict("archive_broken", f"归档目录 {folder} 写入后校验不通过，记录保留在库中；请检查磁盘。")
    written = manifest["files"][0]
    archive = AuditArchive(
        stream=stream,
        first_seq=first,
        last_seq=last,
        previous=previous,
        last_digest=piece.last_digest,
        first_at=_moment(written["first_at"]),
        last_at=_moment(written["last_at"]),
        folder=name,
        manifest=standalone.file_digest(folder / "manifest.json"),
    )
    archive.key, archive.signature = signing.sign(_statement(archive))
    with transaction.atomic():
        archive.save(force_insert=True)
        rows.delete()
        AuditAnchor.objects.filter(stream=stream, seq__lte=last).delete()
        audit("audit.archived", Ref("audit", name, name), None, {"stream": stream, "first": first, "last": last})
    return archive


def _broken(stream: str) -> Iterator[BrokenLink]:
    expected, previous = 1, ""
    for archive in AuditArchive.objects.filter(stream=stream).order_by("first_seq"):
        if not signing.holds(_statement(archive), archive.key, archive.signature):
            yield BrokenLink(stream, archive.first_seq, f"归档{UNSIGNED}")
        if archive.first_seq != expected:
            yield BrokenLink(stream, expected, MISSING)
        elif archive.previous != previous:
            yield BrokenLink(stream, archive.first_seq, UNLINKED)
        yield from _broken_files(archive)
        expected, previous = archive.last_seq + 1, archive.last_digest


def _broken_files(archive: AuditArchive) -> Iterator[BrokenLink]:
    folder = _folder() / archive.folder
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        yield BrokenLink(archive.stream, archive.first_seq, f"{ARCHIVE_GONE}：{archive.folder}")
    elif standalone.file_digest(manifest) != archive.manifest:
        yield BrokenLink(archive.stream, archive.first_seq, f"{FILE_CHANGED}：{archive.folder}")
    else:
        for finding in standalone.check_folder(folder)[0]:
            yield BrokenLink(archive.stream, archive.first_seq, f"{archive.folder}：{finding}")


def _remove_leftover(folder: Path) -> None:
    """What an attempt left that was killed before its row was written: its links are still in the database."""
    if folder.is_dir():
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def _statement(archive: AuditArchive) -> str:
    ends = (archive.first_seq, archive.last_seq, archive.previous, archive.last_digest, archive.manifest)
    return "\n".join(["tongyun audit archive", archive.stream, *map(str, ends)])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _folder() -> Path:
    return Path(settings.TONGYUN.data) / "audit" / "archives"
