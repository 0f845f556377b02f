"""A request's body: unpacked as it arrives, bounded, its statement in memory and an INSERT's data in a file."""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from tongyun.telemetry.store.config import MIB
from tongyun.telemetry.store.encodings import Decompressor
from tongyun.telemetry.store.errors import ClickHouseError, syntax_error, too_large
from tongyun.telemetry.store.insert import InsertWithData, find

SHARED_MEMORY: Final = Path("/dev/shm")
SHARED_MEMORY_ROOM: Final = 256 * MIB
# An INSERT's head is looked for once this much has come, or when the body ends.
HEAD: Final = 64 * 1024


def shared_folder(data: Path) -> Path:
    """Where in shared memory the store of this data folder keeps its bodies."""
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]
    return SHARED_MEMORY / f"tongyun-store-{os.getuid()}" / name


class Spool:
    """The folder for bodies under way: in shared memory where that has room, else in the data folder. Ours alone."""

    def __init__(self, data: Path) -> None:
        """Make both folders and drop what a killed process has left in them."""
        self._slow = data / "tmp" / "bodies"
        self._fast = shared_folder(data)
        shutil.rmtree(self._slow, ignore_errors=True)
        self._slow.mkdir(parents=True, mode=0o700)
        self._fast_is_ours = _make_own(self._fast)

    @property
    def folders(self) -> tuple[Path, ...]:
        """What this process must be able to write: in shared memory the parent, to remove its folder from there."""
        return (self._fast.parent, self._slow) if self._fast_is_ours else (self._slow,)

    def open(self) -> tuple[IO[bytes], Path]:
        """A new empty file, to be unlinked by the caller."""
        folder = self._fast if self._fast_is_ours and _free(self._fast) > SHARED_MEMORY_ROOM else self._slow
        descriptor, path = tempfile.mkstemp(prefix="body-", dir=folder)
        return os.fdopen(descriptor, "wb"), Path(path)

    def close(self) -> None:
        """Remove the folder in shared memory."""
        if self._fast_is_ours:
            shutil.rmtree(self._fast, ignore_errors=True)


def _make_own(folder: Path) -> bool:
    """Make the folder anew with mode 0700; False when there is no shared memory or the name is somebody else's."""
    try:
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        parent = folder.parent.lstat()
        if not stat.S_ISDIR(parent.st_mode) or parent.st_uid != os.getuid():
            return False
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
    except OSError:
        return False
    return True


def _free(folder: Path) -> int:
    """Free bytes; 0 when the folder is gone (somebody tidied up shared memory), so that the data folder takes over."""
    try:
        state = os.statvfs(folder)
    except OSError:
        return 0
    return state.f_bavail * state.f_frsize


@dataclass
class Body:
    """What has come: either a whole statement, or an INSERT and the file with its data."""

    statement: bytes
    insert: InsertWithData | None = None
    data: Path | None = None
    size: int = 0

    def discard(self) -> None:
        """Remove the file."""
        if self.data is not None:
            self.data.unlink(missing_ok=True)


class _Reader:
    """Collects the pieces of one body."""

    def __init__(self, spool: Spool, query: str, max_statement: int) -> None:
        self._spool = spool
        self._max_statement = max_statement
        self._head = bytearray(query.encode(errors="surrogateescape"))
        if query:
            self._head += b"\n"
        self._body = Body(statement=b"")
        self._file: IO[bytes] | None = None
        self._looked = False

    def take(self, piece: bytes) -> None:
        if self._file is not None:
            self._file.write(piece)
            self._body.size += len(piece)
            return
        self._head += piece
        if len(self._head) >= HEAD and not self._looked:
            self._look()
        if self._file is None and len(self._head) > self._max_statement:
            raise syntax_error(f"Max query size exceeded ({self._max_statement} bytes)")

    def finish(self) -> Body:
        if self._file is None:
            self._look()
        if self._file is None:
            self._body.statement = bytes(self._head)
        else:
            self._file.close()
        return self._body

    def abandon(self) -> None:
        if self._file is not None:
            self._file.close()
        self._body.discard()

    def _look(self) -> None:
        self._looked = True
        insert = find(bytes(self._head))
        if insert is None:
            return
        self._body.insert = insert
        self._file, self._body.data = self._spool.open()
        self.take(bytes(self._head[insert.data_at :]))
        self._head.clear()


async def receive(
    pieces: AsyncIterator[bytes], spool: Spool, query: str, encoding: str, max_body: int, max_statement: int
) -> Body:
    """Read a body. Both its packed and its unpacked size are bounded by `max_body` bytes (error 307, HTTP 413)."""
    unpack = None if encoding in ("", "identity") else Decompressor(encoding)
    reader = _Reader(spool, query, max_statement)
    packed = size = 0
    try:
        async for piece in pieces:
            packed += len(piece)
            for part in unpack.feed(piece) if unpack else (piece,):
                size += len(part)
                if max(packed, size) > max_body:
                    raise too_large(f"The request body is larger than {max_body} bytes")
                reader.take(part)
        if unpack:
            unpack.finish()
        return reader.finish()
    except OSError as failure:
        reader.abandon()
        raise ClickHouseError(243, "NOT_ENOUGH_SPACE", f"Cannot keep the request body: {failure.strerror}") from failure
    except BaseException:
        reader.abandon()
        raise
