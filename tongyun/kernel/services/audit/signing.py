"""Sign what must outlive a manipulated database, the key in TONGYUN_DATA/secrets/audit, never in the database.

Ed25519, or SM2 when the national algorithms are switched on: the newest key of that kind signs, and is made when there
is none. Every key that ever signed stays there, so that old anchors and archives can be checked. Installations of one
database on several machines share the folder.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from .signing_keys import SigningKey, new_key, read_key

NATIONAL, OTHER = "SM2", "Ed25519"
#: Whether the national algorithms are switched on. The policies are themselves audited, so they answer through here.
_national: list[Callable[[], bool]] = []


def ask_for_algorithm(national: Callable[[], bool]) -> None:
    """Name who knows the switch; called while the kernel is wired."""
    _national[:] = [national]


def sign(text: str) -> tuple[str, str]:
    """The id of the key and the signature in hex."""
    key = _newest()
    return key.id, key.sign(text.encode()).hex()


def holds(text: str, key_id: str, signature: str) -> bool:
    """Whether one of this installation's keys, the one of this id, signed the text."""
    key = _known(key_id)
    try:
        return key is not None and key.holds(text.encode(), bytes.fromhex(signature))
    except ValueError:
        return False


def algorithm() -> str:
    """What signs now: SM2 or Ed25519."""
    return NATIONAL if any(asked() for asked in _national) else OTHER


def public_pem() -> str:
    """The public key that checks what is signed now."""
    return _newest().public_pem()


def sign_file(path: Path) -> None:
    """Write `<name>.sig` beside a file, as `openssl pkeyutl -verify` reads it."""
    path.with_name(f"{path.name}.sig").write_bytes(_newest().file_signature(path.read_bytes()))


def rotate() -> str:
    """Make a new key that signs from now on; returns its id. The old ones go on checking."""
    return _make(algorithm()).id


def _make(wanted: str) -> SigningKey:
    key = new_key(national=wanted == NATIONAL)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The name sorts by the time it was made; it appears whole, so that two processes that start agree on one.
    fresh = folder / f".{secrets.token_hex(8)}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.pem())
    fresh.replace(folder / f"{time.time_ns():020d}-{key.id}.pem")
    return key


def _newest() -> SigningKey:
    """The newest key of the algorithm in force, made when there is none."""
    wanted = algorithm()
    if not any(key.algorithm == wanted for key in _keys()):
        _make(wanted)
    return next(key for key in _keys() if key.algorithm == wanted)


def _known(key_id: str) -> SigningKey | None:
    for path in _files():
        if path.stem.partition("-")[2] == key_id:
            return _read(path)
    return None


@lru_cache(maxsize=64)
def _read(path: Path) -> SigningKey:
    """A key file never changes: its name holds the key's id."""
    return read_key(path.read_bytes())


def _keys() -> Iterator[SigningKey]:
    """The newest first."""
    return map(_read, reversed(_files()))


def _files() -> list[Path]:
    return sorted(_folder().glob("*.pem"))


def _folder() -> Path:
    return Path(settings.TONGYUN.secrets) / "audit"
