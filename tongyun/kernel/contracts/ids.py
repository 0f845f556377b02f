"""Identifiers and the one clock."""

from datetime import UTC, datetime
from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): unique, and sorts by the time it was made, which keeps indexes compact."""
    return uuid7()


def new_ids(count: int) -> list[str]:
    """The same, several at once, as 32 hexadecimal digits."""
    return [uuid_utils.uuid7().hex for _ in range(count)]


def utc_now() -> datetime:
    """The present moment, aware, in UTC. Conversion to Asia/Shanghai is for whoever shows it."""
    return datetime.now(UTC)
