"""The audit chain: written with the change, checked link by link, anchored, archived and exported."""

from .deltas import declare_sensitive, delta
from .secret import secret_digest
from .streams import declare_stream
from .verifying import streams, verify, verify_all
from .walking import BrokenLink
from .writing import audit

__all__ = [
    "BrokenLink",
    "audit",
    "declare_sensitive",
    "declare_stream",
    "delta",
    "secret_digest",
    "streams",
    "verify",
    "verify_all",
]
