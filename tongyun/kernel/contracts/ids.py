"""Identifiers and the one clock."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): unique, and sorts by the time it was made, which keeps indexes compact."""
    return uuid7()


def utc_now() -> datetime:
    """The present moment, aware, in UTC. Conversion to Asia/Shanghai is for whoever shows it."""
    return datetime.now(UTC)
