"""Where contents lie: a folder of the installation, or a bucket of any S3 (TONGYUN_FILES).

A place is `2026/11/21/<id>`. What is written here is whole: it is taken in beside (see receiving.py) and moved.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage

from ...contracts import HealthState, PartHealth, Unavailable

logger = logging.getLogger(__name__)

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
THUMBNAIL = ".thumb"
INCOMING = ".incoming"
#: So much of a content from a bucket stays in memory (bytes); the rest goes to a file.
IN_MEMORY = 1 << 20
#: With less free than this the keeper is told (share of the disk).
LITTLE = 0.05


class _Taken(File):  # type: ignore[type-arg]
    """A file that Django moves into place instead of copying it, where both are on one disk."""

    def temporary_file_path(self) -> str:
        """Where it lies now."""
        return str(self.name)


@cache
def store() -> Storage:
    """The place of contents, as TONGYUN_FILES says."""
    address = settings.TONGYUN.files
    if not address:
        return FileSystemStorage(
            location=folder(), file_permissions_mode=PRIVATE_FILE, directory_permissions_mode=PRIVATE_FOLDER
        )
    return _bucket(address)


def folder() -> Path:
    """The local folder: of all contents, or, beside a bucket, of what is just being taken in."""
    path: Path = settings.TONGYUN.data / "files"
    return path


def health() -> PartHealth:
    """Whether there is room for more files on the disk; a bucket has its own keeper, and is not asked."""
    try:
        folder().mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        disk = shutil.disk_usage(folder())
    except OSError as error:
        return PartHealth("files", "文件存储", HealthState.DOWN, str(error), f"检查目录 {folder()} 的权限与磁盘。")
    told = f"可用 {disk.free >> 30} GiB，共 {disk.total >> 30} GiB"
    if disk.free < disk.total * LITTLE:
        advice = "文件所在磁盘即将写满：扩容、清理，或以 TONGYUN_FILES 改用对象存储。"
        return PartHealth("files", "文件存储", HealthState.DEGRADED, told, advice)
    return PartHealth("files", "文件存储", HealthState.OK, told)


@contextmanager
def incoming() -> Iterator[IO[bytes]]:
    """A private file to take a content in, by `write`; it is gone afterwards unless it was moved into place.

    Raises Unavailable when the disk gives none.
    """
    waiting = folder() / INCOMING
    with _disk():
        waiting.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        file = NamedTemporaryFile(dir=waiting, delete=False)  # noqa: SIM115 - closed below
    try:
        yield file
    finally:
        # What could not be written was told by `write`; what still stands in its buffer may be lost.
        with suppress(OSError):
            file.close()
        with _disk(), suppress(FileNotFoundError):
            Path(file.name).unlink()


def write(piece: bytes, file: IO[bytes]) -> None:
    """Add a piece to what is taken in; raises Unavailable when the disk takes nothing more."""
    with _disk():
        file.write(piece)


def flush(file: IO[bytes]) -> None:
    """Everything that was taken in stands on disk, to be looked at; raises Unavailable when it takes nothing more."""
    with _disk():
        file.flush()


def keep(content: IO[bytes], place: str) -> None:
    """Put what was taken in into its place, safe on disk before anybody hears of it."""
    with _disk():
        content.flush()
        os.fsync(content.fileno())
        content.seek(0)
    _ask("save", place, _Taken(content, content.name))


def keep_beside(path: Path, place: str) -> None:
    """Put a file that was made from a content beside it, in place of an earlier one."""
    with path.open("rb") as file:
        discard(place)
        _ask("save", place, File(file, place))


def fetch(place: str) -> IO[bytes]:
    """The content of a place; raises Unavailable when it cannot be had."""
    found: IO[bytes] = _ask("open", place, "rb")
    return found


def discard(place: str) -> None:
    """Remove what lies in a place; nothing happens when there is nothing."""
    with suppress(FileNotFoundError):
        _ask("delete", place)


def place_of(file_id: UUID) -> str:
    """The place of a new file: by the day in its id, so that no folder grows without end."""
    return f"{day_of(file_id):%Y/%m/%d}/{file_id}"


def day_of(file_id: UUID) -> date:
    """The day a UUIDv7 was made, in UTC."""
    return datetime.fromtimestamp((file_id.int >> 80) / 1000, UTC).date()


def places_of(day: date) -> list[str]:
    """Everything that lies in the folder of a day."""
    where = f"{day:%Y/%m/%d}"
    try:
        _, names = _ask("listdir", where)
    except FileNotFoundError:
        return []
    return [f"{where}/{name}" for name in names]


def _ask(verb: str, *arguments: Any) -> Any:
    """Ask the storage; what a network or a disk answers becomes an error that a caller can act on."""
    try:
        return getattr(store(), verb)(*arguments)
    except FileNotFoundError:
        raise
    except Exception as error:
        if isinstance(error, OSError) or type(error).__module__.startswith(("botocore", "boto3")):
            logger.error("the store of files failed to %s: %s", verb, error)
            raise _unavailable() from error
        raise


@contextmanager
def _disk() -> Iterator[None]:
    """What the disk refuses becomes an error that a caller can act on. Nothing that reads from a client stands inside:
    one that left in the middle is no failing disk."""
    try:
        yield
    except OSError as error:
        logger.error("no place for a file: %s", error)
        raise _unavailable() from error


def _unavailable() -> Unavailable:
    return Unavailable("file_store_unavailable", "文件存储暂时不可用，请稍后重试。")


def _bucket(address: str) -> Storage:
    """A bucket: `s3://name/prefix`. Loaded only where there is one: boto3 costs a second of start and 40 MB."""
    parts, env = urlsplit(address), settings.TONGYUN
    config = import_module("botocore.config").Config(
        connect_timeout=3, read_timeout=30, retries={"max_attempts": 3}, s3={"addressing_style": "path"}
    )
    made: Storage = import_module("storages.backends.s3").S3Storage(
        bucket_name=parts.netloc,
        location=parts.path.strip("/"),
        endpoint_url=env.s3_endpoint or None,
        region_name=env.s3_region or None,
        access_key=env.s3_access_key or None,
        secret_key=env.s3_secret_key or None,
        client_config=config,
        default_acl=None,
        file_overwrite=True,
        querystring_auth=True,
        max_memory_size=IN_MEMORY,
    )
    return made
