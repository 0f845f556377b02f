"""Room for who writes much: SQLite keeps more of its pages at hand, else each part of a long work reads them again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

ROOM_KIB = 32_000


@contextmanager
def room_to_write() -> Iterator[None]:
    """More pages for this connection, given back at the end. PostgreSQL has its own."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size=-{ROOM_KIB}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size={usual}")
            cursor.execute("PRAGMA shrink_memory")
