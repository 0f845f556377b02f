"""Walk a range of one stream as fast as the database gives it: raw SQL, the link's body joined by the database.

A range is checked by itself; whoever walks several puts their ends together (verifying.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from ...models import AuditRecord
from .standalone import CHANGED, FIELDS, MISSING, REPEATED, SEPARATOR, UNLINKED, digest_of, link_digest

BLOCK = 10_000
#: So many findings are told; the rest is counted.
MAX_FINDINGS = 1000


@dataclass(frozen=True)
class BrokenLink:
    """Where a chain does not hold."""

    stream: str
    seq: int
    reason: str


@dataclass
class Piece:
    """What a range of a stream is: its ends and what does not hold inside."""

    stream: str
    first: int
    last: int
    rows: int = 0
    first_previous: str = ""
    last_digest: str = ""
    broken: list[BrokenLink] = field(default_factory=list)
    unlisted: int = 0

    def found(self, seq: int, reason: str) -> None:
        """Note a finding."""
        if len(self.broken) < MAX_FINDINGS:
            self.broken.append(BrokenLink(self.stream, seq, reason))
        else:
            self.unlisted += 1


def walk(stream: str, first: int, last: int) -> Piece:
    """Check the links `first` … `last` of a stream."""
    piece = Piece(stream, first, last)
    expected, previous = first, ""
    for form, seq, before, digest, body in _links(stream, first, last):
        if (link_digest(body) if form == 2 else _of_first_form(stream, seq)) != digest:
            piece.found(seq, CHANGED)
        if seq == expected:
            if seq == first:
                piece.first_previous = before
            elif before != previous:
                piece.found(seq, UNLINKED)
        elif seq > expected:
            piece.found(expected, MISSING)
        else:
            piece.found(seq, REPEATED)
        expected, previous = seq + 1, digest
        piece.rows += 1
    if expected <= last:
        piece.found(expected, MISSING)
    piece.last_digest = previous
    return piece


def _of_first_form(stream: str, seq: int) -> str:
    return digest_of(AuditRecord.objects.get(stream=stream, seq=seq).fields())


def _links(stream: str, first: int, last: int) -> Iterator[tuple[int, int, str, str, str]]:
    for start in range(first, last + 1, BLOCK):
        with connection.cursor() as cursor:
            cursor.execute(_SELECT[connection.vendor], [stream, start, min(start + BLOCK - 1, last)])
            rows: list[Any] = cursor.fetchall()
        yield from rows


def _select(joined: str) -> str:
    return (
        f"SELECT form, seq, previous, digest, {joined} FROM kernel_auditrecord"  # noqa: S608 - constants
        " WHERE stream = %s AND seq BETWEEN %s AND %s ORDER BY seq"
    )


def _columns(moment: str) -> list[str]:
    return [{"at": moment}.get(name, name) for name in FIELDS]


#: SQLite writes moments as text, without the fraction when there is none.
_SQLITE_MOMENT = "replace(at, ' ', 'T') || CASE length(at) WHEN 19 THEN '.000000' ELSE '' END"
_POSTGRES_MOMENT = "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
_SELECT = {
    "sqlite": _select(f" || char({ord(SEPARATOR)}) || ".join(_columns(_SQLITE_MOMENT))),
    "postgresql": _select(f"concat_ws(chr({ord(SEPARATOR)}), {', '.join(_columns(_POSTGRES_MOMENT))})"),
}
