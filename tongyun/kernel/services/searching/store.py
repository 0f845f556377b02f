"""The words of documents in the database: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Both hold the same three parts (title, text, scope), and both are asked for the same: all these words, in the title or
anywhere, within one of these scopes. The texts are words we made ourselves, so neither needs a dictionary.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from ...models import SearchDocument

#: Parts of a document; PostgreSQL knows them as weights.
TITLE, TEXT, SCOPE = "title", "text", "scope"
WEIGHTS = {TITLE: "A", TEXT: "B", SCOPE: "C"}
#: The highest position of a word in a tsvector.
MAX_POSITION = 16383

COLUMNS = "kind, object_id, title, subtitle, href"
ANEW = (
    "ON CONFLICT (kind, object_id)"
    " DO UPDATE SET title = excluded.title, subtitle = excluded.subtitle, href = excluded.href"
)
INSERT = f"INSERT INTO kernel_searchdocument ({COLUMNS}) VALUES (%s, %s, %s, %s, %s) {ANEW}"  # noqa: S608 - constants
INSERT_WORDS = "INSERT INTO kernel_search_words (rowid, title, text, scope) VALUES (%s, %s, %s, %s)"
DELETE_WORDS = "DELETE FROM kernel_search_words WHERE rowid = %s"
#: A document and its words in one go: an update of the words alone would write each row twice.
INSERT_WITH_WORDS = (
    f"INSERT INTO kernel_searchdocument ({COLUMNS}, words) SELECT {COLUMNS}, words::tsvector"  # noqa: S608 - constants
    " FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])"
    f" AS told ({COLUMNS}, words) {ANEW}, words = excluded.words"
)
#: Ids asked for in one go, below what SQLite takes as parameters.
CHUNK = 900

Words = Mapping[str, Sequence[str]]
#: All of a line's tokens must be there; one of the lines suffices. A token is one of several.
Scopes = Sequence[Sequence[Sequence[str]]]


class Document(NamedTuple):
    """A record as a result shows it, and the words it is found by."""

    kind: str
    object_id: UUID
    title: str
    subtitle: str
    href: str
    words: Words


def put(documents: Iterable[Document]) -> None:
    """Put documents in with their words, in place of what was there of the same records: a fixed number of statements
    for many as for one."""
    found = list({(each.kind, each.object_id): each for each in documents}.values())
    if not found:
        return
    with connection.cursor() as cursor:
        if _postgres():
            told = [(*each[:-1], _vector(each.words)) for each in found]
            cursor.execute(INSERT_WITH_WORDS, [list(column) for column in zip(*told, strict=True)])
            return
        cursor.executemany(
            INSERT, [(each.kind, each.object_id.hex, each.title, each.subtitle, each.href) for each in found]
        )
        rows = _rows([(each.kind, each.object_id) for each in found])
        cursor.executemany(DELETE_WORDS, [(row,) for row in rows.values()])
        cursor.executemany(INSERT_WORDS, [_columns(rows[each.kind, each.object_id], each.words) for each in found])


def remove(rows: Sequence[int]) -> None:
    """Forget the words of documents; on PostgreSQL they went with the row."""
    if not _postgres():
        with connection.cursor() as cursor:
            cursor.executemany(DELETE_WORDS, [(row,) for row in rows])


def clear() -> None:
    """Forget all words."""
    if not _postgres():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM kernel_search_words")


def find(asked: Sequence[tuple[str, bool]], scopes: Scopes, *, titles: bool, limit: int) -> list[int]:
    """Ids of documents with all the words within one of the scopes; on SQLite the newest first."""
    with connection.cursor() as cursor:
        if _postgres():
            wanted = _tsquery(asked, scopes, titles=titles)
            cursor.execute("SELECT id FROM kernel_searchdocument WHERE words @@ %s::tsquery LIMIT %s", [wanted, limit])
        else:
            cursor.execute(
                "SELECT rowid FROM kernel_search_words WHERE kernel_search_words MATCH %s ORDER BY rowid DESC LIMIT %s",
                [_match(asked, scopes, titles=titles), limit],
            )
        return [row[0] for row in cursor.fetchall()]


def _rows(records: Sequence[tuple[str, UUID]]) -> dict[tuple[str, UUID], int]:
    found: dict[tuple[str, UUID], int] = {}
    for kind in {kind for kind, _ in records}:
        ids = [each for of, each in records if of == kind]
        for start in range(0, len(ids), CHUNK):
            rows = SearchDocument.objects.filter(kind=kind, object_id__in=ids[start : start + CHUNK])
            found |= {(kind, each): row for each, row in rows.values_list("object_id", "id")}
    return found


def _match(asked: Sequence[tuple[str, bool]], scopes: Scopes, *, titles: bool) -> str:
    said = " AND ".join(f'"{word}"{"*" if begins else ""}' for word, begins in asked)
    where = f"{TITLE}" if titles else f"{TITLE} {TEXT}"
    inside = " OR ".join(
        "(" + " AND ".join("(" + " OR ".join(f'"{token}"' for token in choice) + ")" for choice in line) + ")"
        for line in scopes
    )
    return f"({{{where}}} : ({said})) AND ({{{SCOPE}}} : ({inside}))"


def _tsquery(asked: Sequence[tuple[str, bool]], scopes: Scopes, *, titles: bool) -> str:
    weights = WEIGHTS[TITLE] if titles else WEIGHTS[TITLE] + WEIGHTS[TEXT]
    said = " & ".join(f"'{word}':{'*' if begins else ''}{weights}" for word, begins in asked)
    lines = [
        ["(" + " | ".join(f"'{token}':{WEIGHTS[SCOPE]}" for token in choice) + ")" for choice in line]
        for line in scopes
    ]
    inside = " | ".join("(" + " & ".join(line) + ")" for line in lines)
    return f"({said}) & ({inside})"


def _vector(words: Words) -> str:
    return " ".join(
        f"'{word}':{min(at, MAX_POSITION)}{weight}"
        for part, weight in WEIGHTS.items()
        for at, word in enumerate(words[part], start=1)
    )


def _columns(row: int, words: Words) -> tuple[int | str, ...]:
    return (row, *(" ".join(words[part]) for part in WEIGHTS))


def _postgres() -> bool:
    return connection.vendor == "postgresql"
