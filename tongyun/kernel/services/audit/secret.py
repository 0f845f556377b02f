"""How secrets that nobody can guess are kept."""

from hashlib import sha256


def secret_digest(secret: str) -> str:
    """How a 256-bit random secret is stored: one SHA-256 is enough, there is nothing to guess."""
    return sha256(secret.encode()).hexdigest()
