"""A software authenticator: answers WebAuthn options as a browser with a security key would."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, ATTESTED = 0x01, 0x40


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftwareKey:
    """One key on one origin."""

    origin: str
    identity: bytes = b"software-key-0001"
    signed: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        """Make a credential for the site that asks."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.identity).to_bytes(2, "big") + self.identity + cbor2.dumps(cose)
        data = self._data(options["rp"]["id"], PRESENT | ATTESTED) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=encoded(self._client("webauthn.create", options["challenge"])),
            attestationObject=encoded(statement),
            transports=["usb"],
        )

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """Sign the challenge of the site that asks."""
        self.signed += 1
        data = self._data(options["rpId"], PRESENT)
        client = self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=encoded(client),
            authenticatorData=encoded(data),
            signature=encoded(signature),
            userHandle=None,
        )

    def _data(self, site: str, flags: int) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.signed.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, **response: Any) -> dict[str, Any]:
        return {
            "id": encoded(self.identity),
            "rawId": encoded(self.identity),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
