"""Look into archives before anybody opens them: what would unpack to too much, too many or too deep is refused.

Sizes that a ZIP announces bound what reading it gives, so a forged size does not get past this; what a gzip holds is
only known by unpacking it, which stops at the limit. Nothing is ever unpacked to disk by the names in an archive.
"""

import mmap
import re
import tarfile
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, cast

from ...contracts.files import FilePolicy
from ..uploads import refused
from .sniffing import PEEK, is_tar, is_zip

#: Below this an archive may be as dense as it likes (bytes).
FREE = 64 << 20
CHUNK = 1 << 18
#: What a list of entries, or the headers of a tar, may take for each entry that is allowed (bytes).
HEADERS_PER_ENTRY = 4096
#: The longest single header of a tar (bytes): a path, and what else programs write beside a file.
TAR_HEADER = 64 << 10
#: tarfile looks for a number at every digit (CVE-2024-6232), and a key of a header is copied to each member after it.
MANY_DIGITS = re.compile(rb"[0-9]{500}")
KEY_BYTES = 64
CENTRAL = b"PK\x01\x02"
GZIP = b"\x1f\x8b"
ENCRYPTED = 0x1


@dataclass
class Budget:
    """What is left of the limits while an archive and those inside it are looked through."""

    rules: FilePolicy
    packed: int
    entries: int = 0
    unpacked: int = 0
    headers: int = 0

    def take(self, entries: int, size: int) -> None:
        """Count in; raises Invalid over a limit."""
        self.entries += entries
        self.unpacked += size
        if self.entries > self.rules.entries:
            raise refused("archive_too_many", f"压缩包内文件超过 {self.rules.entries} 个，已拒绝。")
        dense = self.unpacked > FREE and self.unpacked > self.rules.ratio * max(self.packed, 1)
        if dense or self.unpacked > self.rules.unpacked_mib << 20:
            raise refused("archive_bomb", "压缩包解压后过大，已拒绝。")

    def take_headers(self, size: int) -> None:
        """Count in what a reader keeps in memory beside the contents, before it does; raises Invalid over the limit."""
        self.headers += size
        if self.headers > self.rules.entries * HEADERS_PER_ENTRY:
            raise refused("archive_bomb", "压缩包的目录信息过大，已拒绝。")


class _Charged:
    """An archive as a reader sees it: what it reads while `charging` is its headers, and counted before it is read."""

    def __init__(self, content: IO[bytes], budget: Budget, longest: int | None = None) -> None:
        self.charging = True
        self._content, self._budget, self._longest = content, budget, longest
        self._end = content.seek(0, SEEK_END)
        content.seek(0)
        self.seek, self.tell, self.seekable = content.seek, content.tell, content.seekable

    def read(self, size: int = -1) -> bytes:
        """As of the file; raises Invalid for a header that is too long."""
        if not self.charging:
            return self._content.read(size)
        left = max(self._end - self.tell(), 0)
        wanted = left if size < 0 else min(size, left)
        if self._longest is not None and wanted > self._longest:
            raise refused("archive_bomb", "压缩包的目录信息过大，已拒绝。")
        self._budget.take_headers(wanted)
        header = self._content.read(wanted)
        if self._longest is not None and MANY_DIGITS.search(header):
            raise refused("bad_archive", "压缩包已损坏。")
        return header


def check_archive(content: IO[bytes], size: int, rules: FilePolicy) -> None:
    """Raise Invalid for a dangerous archive; anything that is no archive passes. Leaves the file at its beginning."""
    try:
        _look(content, Budget(rules, size), rules.depth)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise refused("bad_archive", "压缩包已损坏，或使用了无法检查的压缩方式。") from error
    except (ValueError, OSError) as error:
        raise refused("bad_archive", "压缩包已损坏。") from error
    content.seek(0)


def _look(content: IO[bytes], budget: Budget, depth: int) -> None:
    content.seek(0)
    head = content.read(PEEK)
    content.seek(0)
    if not _is_archive(head):
        return
    if depth < 0:
        raise refused("archive_too_deep", f"压缩包嵌套超过 {budget.rules.depth} 层，已拒绝。")
    if is_zip(head):
        _look_zip(content, budget, depth)
    elif head.startswith(GZIP):
        _look_gzip(content, budget, depth)
    else:
        _look_tar(content, budget, depth)


def _is_archive(head: bytes) -> bool:
    return is_zip(head) or is_tar(head) or head.startswith(GZIP)


def _look_zip(content: IO[bytes], budget: Budget, depth: int) -> None:
    # Before the list of entries is read into memory: a million of them fit into 50 MiB.
    if _count(content, CENTRAL, budget.rules.entries) > budget.rules.entries:
        budget.take(budget.rules.entries + 1, 0)
    charged = _Charged(content, budget)
    with zipfile.ZipFile(cast(IO[bytes], charged)) as archive:
        charged.charging = False
        entries = archive.infolist()
        budget.take(len(entries), sum(entry.file_size for entry in entries))
        for entry in entries:
            if entry.flag_bits & ENCRYPTED:
                if not budget.rules.encrypted:
                    raise refused("archive_encrypted", "压缩包已加密，无法检查内部，已拒绝；请去掉密码后上传。")
                continue
            with archive.open(entry) as part:
                head = part.read(PEEK)
                if _is_archive(head):
                    _look_inside(_rest(head, part), budget, depth)


def _look_gzip(content: IO[bytes], budget: Budget, depth: int) -> None:
    """Unpacked to its end, whatever it holds: only so is it known how much that is."""
    budget.take(1, 0)
    pieces = _gunzipped(content, budget)
    head = _head(pieces)
    if _is_archive(head):
        _look_inside(chain([head], pieces), budget, depth)
    deque(pieces, maxlen=0)


def _look_tar(content: IO[bytes], budget: Budget, depth: int) -> None:
    charged = _Charged(content, budget, TAR_HEADER)
    with tarfile.open(fileobj=cast(IO[bytes], charged), mode="r:") as archive:
        while member := archive.next():
            # What was looked at is let go: tarfile would keep every member with the keys of all its headers.
            archive.members.clear()  # type: ignore[attr-defined]
            budget.take(1, member.size if member.isfile() else 0)
            budget.take_headers(len(member.pax_headers) * KEY_BYTES)
            if not member.isfile():
                continue
            charged.charging = False
            _look_member(archive, member, budget, depth)
            charged.charging = True


def _look_member(archive: tarfile.TarFile, member: tarfile.TarInfo, budget: Budget, depth: int) -> None:
    part = archive.extractfile(member)
    head = part.read(PEEK) if part is not None else b""
    if part is not None and _is_archive(head):
        _look_inside(_rest(head, part), budget, depth)


def _look_inside(pieces: Iterable[bytes], budget: Budget, depth: int) -> None:
    """Look through an archive inside another, by way of a file without a name."""
    with TemporaryFile(prefix="tongyun-look-") as kept:
        kept.writelines(pieces)
        _look(kept, budget, depth - 1)


def _gunzipped(content: IO[bytes], budget: Budget) -> Iterator[bytes]:
    """The members of a gzip file one after the other, counted as they come."""
    engine = zlib.decompressobj(31)
    while packed := content.read(CHUNK):
        while packed:
            piece = engine.decompress(packed, CHUNK)
            budget.take(0, len(piece))
            if piece:
                yield piece
            packed = engine.unconsumed_tail
            if engine.eof:
                packed, engine = engine.unused_data.lstrip(b"\0"), zlib.decompressobj(31)


def _head(pieces: Iterator[bytes]) -> bytes:
    """As many pieces as tell an archive: the first member of a gzip may hold a single byte."""
    head = b""
    while len(head) < PEEK and (piece := next(pieces, b"")):
        head += piece
    return head


def _rest(head: bytes, part: IO[bytes]) -> Iterator[bytes]:
    yield head
    while piece := part.read(CHUNK):
        yield piece


def _count(content: IO[bytes], mark: bytes, most: int) -> int:
    """How often a mark stands in a file, at most one more than `most`."""
    content.flush()
    with mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as view:
        found, at = 0, view.find(mark)
        while at >= 0 and found <= most:
            found, at = found + 1, view.find(mark, at + len(mark))
    return found
