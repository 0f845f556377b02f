"""Secrets at rest: sealed with keys of the key ring, so that a copy of the database alone tells none of them."""

from .envelope import Unsealable, seal, unseal
from .ring import KeyRing, key_ring

__all__ = ["KeyRing", "Unsealable", "key_ring", "seal", "unseal"]
