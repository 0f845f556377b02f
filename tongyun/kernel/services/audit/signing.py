"""Sign what must outlive a manipulated database: Ed25519, the key in TONGYUN_DATA/secrets/audit, never in the database.

The newest private key signs; every key that ever signed stays there, so that old anchors and archives can be checked.
Installations of one database on several machines share the folder.
"""

import os
import secrets
import time
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings


def sign(text: str) -> tuple[str, str]:
    """The id of the key and the signature in hex."""
    key_id, key = _newest()
    return key_id, key.sign(text.encode()).hex()


def holds(text: str, key_id: str, signature: str) -> bool:
    """Whether one of this installation's keys, the one of this id, signed the text."""
    key = _known(key_id)
    if key is None:
        return False
    try:
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def public_pem() -> str:
    """The public key that checks what is signed now."""
    _, key = _newest()
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def sign_file(path: Path) -> None:
    """Write `<name>.sig` beside a file, as `openssl pkeyutl -verify` reads it."""
    _, key = _newest()
    path.with_name(f"{path.name}.sig").write_bytes(key.sign(path.read_bytes()))


def rotate() -> str:
    """Make a new key that signs from now on; returns its id. The old ones go on checking."""
    key = Ed25519PrivateKey.generate()
    key_id = _id_of(key.public_key())
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # The name sorts by the time it was made; it appears whole, so that two processes that start agree on one.
    fresh = folder / f".{secrets.token_hex(8)}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    fresh.replace(folder / f"{time.time_ns():020d}-{key_id}.pem")
    return key_id


def _newest() -> tuple[str, Ed25519PrivateKey]:
    if not _files():
        rotate()
    path = _files()[-1]
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} 不是 Ed25519 私钥")
    return _id_of(key.public_key()), key


def _known(key_id: str) -> Ed25519PublicKey | None:
    for path in _files():
        if path.stem.partition("-")[2] == key_id:
            key = load_pem_private_key(path.read_bytes(), None)
            return key.public_key() if isinstance(key, Ed25519PrivateKey) else None
    return None


def _files() -> list[Path]:
    return sorted(_folder().glob("*.pem"))


def _folder() -> Path:
    return Path(settings.TONGYUN.secrets) / "audit"


def _id_of(key: Ed25519PublicKey) -> str:
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]
