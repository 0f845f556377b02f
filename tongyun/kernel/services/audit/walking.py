"""Walk a range of one stream as fast as the database gives it: raw SQL, the link's body joined by the database.

A range is checked by itself; whoever walks several puts their ends together (verifying.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from ...models import AuditRecord
from .standalone import (
    CHANGED,
    FIELDS,
    MISSING,
    REPEATED,
    SEPARATOR,
    SEPARATORS,
    UNLINKED,
    digest_of,
    link_digest,
    link_digests,
)

#: Form, seq, previous, digest and body of a link.
Link = tuple[int, int, str, str, bytes]

BLOCK = 10_000
_SEPARATOR = SEPARATOR.encode()
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
    for rows in _blocks(stream, first, last):
        if expected == first and rows[0][1] == first:
            piece.first_previous = previous = rows[0][2]
        if not _all_holds(rows, expected, previous):
            _look_closely(piece, rows, expected, previous)
        expected, previous = rows[-1][1] + 1, rows[-1][3]
        piece.rows += len(rows)
    if expected <= last:
        piece.found(expected, MISSING)
    piece.last_digest = previous
    return piece


def _all_holds(rows: list[Link], expected: int, previous: str) -> bool:
    """Whether nothing at all is wrong with a block: whole columns are compared at once."""
    forms, seqs, befores, digests, bodies = zip(*rows, strict=True)
    return (
        forms.count(2) == len(rows)
        and seqs == tuple(range(expected, expected + len(rows)))
        and befores == (previous, *digests[:-1])
        and [body.count(_SEPARATOR) for body in bodies].count(SEPARATORS) == len(rows)
        and link_digests(bodies) == list(digests)
    )


def _look_closely(piece: Piece, rows: list[Link], expected: int, previous: str) -> None:
    """Link by link: what does not hold, and where."""
    for form, seq, before, digest, body in rows:
        if (link_digest(body) if form == 2 else _of_first_form(piece.stream, seq)) != digest:
            piece.found(seq, CHANGED)
        if seq > expected:
            piece.found(expected, MISSING)
        elif seq < expected:
            piece.found(seq, REPEATED)
        elif before != previous:
            piece.found(seq, UNLINKED)
        expected, previous = seq + 1, digest


def _of_first_form(stream: str, seq: int) -> str:
    return digest_of(AuditRecord.objects.get(stream=stream, seq=seq).fields())


def _blocks(stream: str, first: int, last: int) -> Iterator[list[Link]]:
    for start in range(first, last + 1, BLOCK):
        with connection.cursor() as cursor:
            cursor.execute(_SELECT[connection.vendor], [stream, start, min(start + BLOCK - 1, last)])
            rows: list[Link] = cursor.fetchall()
        if rows:
            yield rows


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
_JOINED = f" || '{SEPARATOR}' || ".join(_columns(_SQLITE_MOMENT))
_SELECT = {
    # Not printf(), which is faster and stops at a NUL: what somebody put behind one would not be seen.
    "sqlite": _select(f"CAST({_JOINED} AS BLOB)"),
    "postgresql": _select(
        f"convert_to(concat_ws(chr({ord(SEPARATOR)}), {', '.join(_columns(_POSTGRES_MOMENT))}), 'UTF8')"
    ),
}
