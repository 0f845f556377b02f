"""PBKDF2-HMAC-SM3 (GB/T 32905, GM/T 0091): how passwords are kept while the national algorithms are switched on."""

from base64 import b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from ...contracts.cryptography import CryptographyPolicy
from ..policies import policy

SM3_HASHER = "pbkdf2_sm3"


class SM3PasswordHasher(PBKDF2PasswordHasher):
    """600,000 iterations, as OWASP asks of PBKDF2-HMAC-SHA256: SM3 costs an attacker about the same for each."""

    algorithm = SM3_HASHER
    iterations = 600_000

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """`pbkdf2_sm3$<iterations>$<salt>$<hash>`."""
        self._check_encode_args(password, salt)  # type: ignore[attr-defined]
        rounds = iterations or self.iterations
        key = PBKDF2HMAC(hashes.SM3(), 32, salt.encode(), rounds).derive(password.encode())
        return f"{self.algorithm}${rounds}${salt}${b64encode(key).decode()}"


def preferred_hasher() -> str:
    """The hasher for passwords that are set now."""
    return SM3_HASHER if policy(CryptographyPolicy).national else "default"
