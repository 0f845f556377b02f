"""The key ring: one file a key under TONGYUN_DATA/keys, and `current`, which names the key that seals.

Files are made whole or not at all and are readable by their owner only. A key once made stays until somebody destroys
it, so that what it sealed, in the database or in a backup, can be read.
"""

import contextlib
import os
import re
import secrets
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings

KEY_BYTES = 32
CURRENT = "current"
SUFFIX = ".key"
KEY_ID = re.compile(r"[0-9]{8}-[0-9a-f]{8}")


class MissingKeyError(LookupError):
    """A value was sealed with a key that the ring does not hold."""


@dataclass(frozen=True)
class KeyFile:
    """A key of the ring, without its material."""

    id: str
    made_at: datetime
    current: bool


class KeyRing:
    """Keys in a folder. Safe for several processes: each sees a new key when it next seals, or meets it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._material: dict[str, bytes] = {}
        self._current: tuple[int, str] | None = None

    def current(self) -> tuple[str, bytes]:
        """The key that seals now; the first one is made when there is none."""
        pointer = self.folder / CURRENT
        try:
            changed = pointer.stat().st_mtime_ns
        except FileNotFoundError:
            self._begin()
            changed = pointer.stat().st_mtime_ns
        if self._current is None or self._current[0] != changed:
            self._current = (changed, pointer.read_text().strip())
        return self._current[1], self.material(self._current[1])

    def material(self, key_id: str) -> bytes:
        """A key's 32 bytes; raises MissingKeyError."""
        known = self._material.get(key_id)
        if known is None:
            path = self.folder / f"{key_id}{SUFFIX}"
            if not KEY_ID.fullmatch(key_id) or not path.is_file():
                raise MissingKeyError(f"密钥环 {self.folder} 中没有密钥 {key_id}")
            known = self._material[key_id] = urlsafe_b64decode(path.read_text().strip())
        return known

    def add(self) -> str:
        """Make a new key and let it seal from now on; the older ones stay for what they sealed."""
        key_id = self._make()
        fresh = self.folder / f".{CURRENT}.{os.getpid()}"
        _write(fresh, key_id)
        fresh.replace(self.folder / CURRENT)
        return key_id

    def destroy(self, key_id: str) -> None:
        """Remove a key for ever; the caller has made sure that nothing is sealed with it."""
        if key_id == self.current()[0]:
            raise ValueError("the current key")
        (self.folder / f"{key_id}{SUFFIX}").unlink()
        self._material.pop(key_id, None)

    def files(self) -> list[KeyFile]:
        """All keys, the oldest first."""
        current = self.current()[0]
        found = [path for path in self.folder.glob(f"*{SUFFIX}") if KEY_ID.fullmatch(path.stem)]
        made = {path.stem: datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in found}
        return sorted(
            (KeyFile(key_id, at, key_id == current) for key_id, at in made.items()),
            key=lambda key: (key.made_at, key.current, key.id),
        )

    def exposed(self) -> list[Path]:
        """Files of the ring that others than their owner may open."""
        return [
            path
            for path in (self.folder, *self.folder.glob("*"))
            if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
        ]

    def _begin(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key_id = self._make()
        fresh = self.folder / f".{CURRENT}.{os.getpid()}"
        _write(fresh, key_id)
        with contextlib.suppress(FileExistsError):  # another process was faster: its key counts
            os.link(fresh, self.folder / CURRENT)
        fresh.unlink()

    def _make(self) -> str:
        key_id = f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(4)}"
        fresh = self.folder / f".{key_id}"
        _write(fresh, urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode())
        fresh.replace(self.folder / f"{key_id}{SUFFIX}")
        return key_id


def key_ring() -> KeyRing:
    """The ring of this installation."""
    return _ring_in(settings.TONGYUN.data / "keys")


@cache
def _ring_in(folder: Path) -> KeyRing:
    return KeyRing(folder)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
