"""The words of documents in the database: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Both hold the same three parts (title, text, scope), and both are asked for the same: all these words, in the title or
anywhere, within one of these scopes. The texts are words we made ourselves, so neither needs a dictionary.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from ...models import SearchDocument

#: Parts of a document; PostgreSQL knows them as weights.
TITLE, TEXT, SCOPE = "title", "text", "scope"
WEIGHTS = {TITLE: "A", TEXT: "B", SCOPE: "C"}
#: The highest position of a word in a tsvector.
MAX_POSITION = 16383

INSERT_WORDS = "INSERT INTO kernel_search_words (rowid, title, text, scope) VALUES (%s, %s, %s, %s)"

Words = dict[str, Sequence[str]]
#: All of a line's tokens must be there; one of the lines suffices. A token is one of several.
Scopes = Sequence[Sequence[Sequence[str]]]


def write(rows: Iterable[tuple[int, Words]]) -> None:
    """Put the words of documents in place of what was there."""
    rows = list(rows)
    with connection.cursor() as cursor:
        if _postgres():
            cursor.executemany(
                "UPDATE kernel_searchdocument SET words = %s::tsvector WHERE id = %s",
                [(_vector(words), row) for row, words in rows],
            )
            return
        cursor.executemany("DELETE FROM kernel_search_words WHERE rowid = %s", [(row,) for row, _ in rows])
        cursor.executemany(INSERT_WORDS, [_columns(row, words) for row, words in rows])


def add(documents: Iterable[tuple[SearchDocument, Words]]) -> None:
    """Put new documents in with their words. On PostgreSQL in one go: an update would write each row twice."""
    found = list(documents)
    if not _postgres():
        rows = SearchDocument.objects.bulk_create([document for document, _ in found])
        with connection.cursor() as cursor:
            cursor.executemany(
                INSERT_WORDS, [_columns(row.id, words) for row, (_, words) in zip(rows, found, strict=True)]
            )
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO kernel_searchdocument (kind, object_id, title, subtitle, href, words)"
            " VALUES (%s, %s, %s, %s, %s, %s::tsvector)",
            [
                (each.kind, each.object_id, each.title, each.subtitle, each.href, _vector(words))
                for each, words in found
            ],
        )


def remove(rows: Sequence[int]) -> None:
    """Forget the words of documents; on PostgreSQL they went with the row."""
    if not _postgres():
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM kernel_search_words WHERE rowid = %s", [(row,) for row in rows])


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
