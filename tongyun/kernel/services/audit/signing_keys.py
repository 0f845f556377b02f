"""The two kinds of keys that sign evidence: Ed25519, and SM2 (GB/T 32918) by the switch to national algorithms.

Both sign a text in 64 bytes, so rows need not know which it was, and both are PEM files that OpenSSL reads.
"""

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from .standalone import SM2_G, SM2_N, SM2_PUBLIC, sm2_holds, sm2_message, sm2_times

#: PKCS #8 of sm2p256v1: what stands before the secret number, and between it and the point.
SM2_PRIVATE = bytes.fromhex("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420")
SM2_BETWEEN = bytes.fromhex("a14403420004")


class SigningKey(Protocol):
    """A private key that signs evidence."""

    @property
    def algorithm(self) -> str:
        """`SM2` or `Ed25519`."""
        ...

    @property
    def id(self) -> str:
        """Sixteen hex digits of the digest of its public half."""
        ...

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        ...

    def file_signature(self, data: bytes) -> bytes:
        """The same as OpenSSL reads it from a file."""
        ...

    def holds(self, data: bytes, signature: bytes) -> bool:
        """Whether this key signed the data."""
        ...

    def pem(self) -> bytes:
        """The private key, to be kept."""
        ...

    def public_pem(self) -> str:
        """The public half, to be given away."""
        ...


@dataclass(frozen=True)
class Ed25519Key:
    """RFC 8032."""

    private: Ed25519PrivateKey
    algorithm: str = "Ed25519"

    @property
    def id(self) -> str:
        """See SigningKey."""
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return sha256(raw).hexdigest()[:16]

    def sign(self, data: bytes) -> bytes:
        """See SigningKey."""
        return self.private.sign(data)

    def file_signature(self, data: bytes) -> bytes:
        """See SigningKey."""
        return self.private.sign(data)

    def holds(self, data: bytes, signature: bytes) -> bool:
        """See SigningKey."""
        try:
            self.private.public_key().verify(signature, data)
        except InvalidSignature:
            return False
        return True

    def pem(self) -> bytes:
        """See SigningKey."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def public_pem(self) -> str:
        """See SigningKey."""
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@dataclass(frozen=True)
class Sm2Key:
    """GB/T 32918.2 over SM3, the signer named as GB/T 35276 says. `number` is the secret."""

    number: int
    algorithm: str = "SM2"

    @property
    def point(self) -> tuple[int, int]:
        """The public half."""
        point = sm2_times(self.number, SM2_G)
        if point is None:
            raise ValueError("not a key of SM2")
        return point

    @property
    def id(self) -> str:
        """See SigningKey."""
        return sha256(_coordinates(self.point)).hexdigest()[:16]

    def sign(self, data: bytes) -> bytes:
        """See SigningKey. The library's own random number is predictable, so it is given one."""
        point = self.point
        # Loaded where the national algorithms are switched on.
        maker = import_module("gmssl.sm2").CryptSM2(
            private_key=f"{self.number:064x}", public_key=_coordinates(point).hex()
        )
        digest = sm2_message(point, data).to_bytes(32, "big")
        while True:
            signed: str | None = maker.sign(digest, f"{1 + secrets.randbelow(SM2_N - 1):064x}")
            if signed is not None:
                return bytes.fromhex(signed)

    def file_signature(self, data: bytes) -> bytes:
        """See SigningKey: DER."""
        raw = self.sign(data)
        return encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))

    def holds(self, data: bytes, signature: bytes) -> bool:
        """See SigningKey."""
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        return len(signature) == 64 and sm2_holds(self.point, data, r, s)

    def pem(self) -> bytes:
        """See SigningKey."""
        number = self.number.to_bytes(32, "big")
        return _pem("PRIVATE KEY", SM2_PRIVATE + number + SM2_BETWEEN + _coordinates(self.point)).encode()

    def public_pem(self) -> str:
        """See SigningKey."""
        return _pem("PUBLIC KEY", SM2_PUBLIC + _coordinates(self.point))


def new_key(*, national: bool) -> SigningKey:
    """A key that nobody else has."""
    return Sm2Key(1 + secrets.randbelow(SM2_N - 2)) if national else Ed25519Key(Ed25519PrivateKey.generate())


def read_key(pem: bytes) -> SigningKey:
    """The key of a file; raises ValueError for what is neither."""
    body = b64decode(b"".join(line for line in pem.splitlines() if not line.startswith(b"-")))
    if body.startswith(SM2_PRIVATE):
        return Sm2Key(int.from_bytes(body[len(SM2_PRIVATE) :][:32], "big"))
    key = load_pem_private_key(pem, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("neither a key of SM2 nor one of Ed25519")
    return Ed25519Key(key)


def _coordinates(point: tuple[int, int]) -> bytes:
    return point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")


def _pem(label: str, body: bytes) -> str:
    text = b64encode(body).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])
