"""Seal and unseal texts: AES-256-GCM, or SM4-GCM (GB/T 32907) when the national algorithms are switched on.

A sealed text names its algorithm and its key: `ty1.aes.20261121-0a1b2c3d.<nonce, ciphertext and tag>`. The purpose is
authenticated with it, so a value copied into another column does not open there.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ...contracts.cryptography import CryptographyPolicy
from ..policies import policy
from .ring import MissingKeyError, key_ring

FORMAT = "ty1"
AES, SM4 = "aes", "sm4"
NONCE_BYTES, TAG_BYTES = 12, 16


class Unsealable(ValueError):  # noqa: N818 - reads as what it says
    """A text cannot be opened: not sealed, altered, sealed for another purpose, or its key is gone."""


def seal(text: str, purpose: str) -> str:
    """The text under the current key. `purpose` names what it is for and must be given again to open it."""
    key_id, material = key_ring().current()
    algorithm = wanted_algorithm()
    nonce = secrets.token_bytes(NONCE_BYTES)
    encryptor = _cipher(algorithm, _derived(material, algorithm, purpose), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(_bound(algorithm, key_id, purpose))
    ciphertext = encryptor.update(text.encode()) + encryptor.finalize()
    return f"{FORMAT}.{algorithm}.{key_id}.{_written(nonce + ciphertext + encryptor.tag)}"


def unseal(text: str, purpose: str) -> str:
    """The text that was sealed for this purpose. Raises Unsealable."""
    algorithm, key_id, body = _parts(text)
    try:
        material = key_ring().material(key_id)
        raw = _read(body)
        nonce, ciphertext, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES:-TAG_BYTES], raw[-TAG_BYTES:]
        decryptor = _cipher(algorithm, _derived(material, algorithm, purpose), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(_bound(algorithm, key_id, purpose))
        return (decryptor.update(ciphertext) + decryptor.finalize()).decode()
    except MissingKeyError as error:
        raise Unsealable(str(error)) from error
    except (InvalidTag, ValueError) as error:
        raise Unsealable("密文被改动，或不是为此用途加密的") from error


def _written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _read(body: str) -> bytes:
    """The bytes behind a text, for the one way to write them: base64 would read others, too."""
    raw = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    if _written(raw) != body:
        raise ValueError("not as it was written")
    return raw


def is_sealed(text: str) -> bool:
    """Whether a text has the form of a sealed one."""
    parts = text.split(".")
    return len(parts) == 4 and parts[0] == FORMAT and parts[1] in (AES, SM4)


def sealed_now(text: str) -> bool:
    """Whether a text is sealed with the current key and the wanted algorithm."""
    algorithm, key_id, _ = _parts(text)
    return (algorithm, key_id) == (wanted_algorithm(), key_ring().current()[0])


def key_of(text: str) -> str:
    """The id of the key a text was sealed with. Raises Unsealable."""
    return _parts(text)[1]


def wanted_algorithm() -> str:
    """SM4 while the national algorithms are switched on, AES otherwise."""
    return SM4 if policy(CryptographyPolicy).national else AES


def _parts(text: str) -> tuple[str, str, str]:
    if not is_sealed(text):
        raise Unsealable("不是加密后的内容")
    _, algorithm, key_id, body = text.split(".")
    return algorithm, key_id, body


def _derived(material: bytes, algorithm: str, purpose: str) -> bytes:
    """A key of its own for each purpose and algorithm (HKDF, RFC 5869)."""
    info = f"tongyun/seal/{algorithm}/{purpose}".encode()
    if algorithm == SM4:
        return HKDF(hashes.SM3(), 16, None, info).derive(material)
    return HKDF(hashes.SHA256(), 32, None, info).derive(material)


def _cipher(algorithm: str, key: bytes, mode: modes.GCM) -> Cipher[modes.GCM]:
    return Cipher(algorithms.SM4(key) if algorithm == SM4 else algorithms.AES(key), mode)


def _bound(algorithm: str, key_id: str, purpose: str) -> bytes:
    return f"{FORMAT}.{algorithm}.{key_id}.{purpose}".encode()
