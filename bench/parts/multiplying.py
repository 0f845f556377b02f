"""Rows by the million: one real row is multiplied by the database itself, with the columns that must differ computed.

In all SQL that is given here a percent sign is doubled.
"""

from typing import Any

from django.db import connection
from django.db.models import Model

from tongyun.kernel.services.table_sizes import look

#: Columns by what they become, in SQL over `n.i`, the number of the copy from 1 on.
Columns = dict[str, str]


def numbers(count: int) -> None:
    """Make the table of 1 … count that rows are multiplied by."""
    _run("CREATE TEMPORARY TABLE bench_numbers (i bigint PRIMARY KEY)")
    _run(
        "INSERT INTO bench_numbers WITH RECURSIVE n(i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT i FROM n",
        [count],
    )


def ranked(name: str, model: type[Model]) -> None:
    """Make a table of the rows' keys by their place from 0 on, to be reached by `pick`."""
    table = model._meta.db_table
    _run(f"CREATE TEMPORARY TABLE {name} AS SELECT row_number() OVER (ORDER BY id) - 1 AS i, id FROM {table}")  # noqa: S608
    _run(f"CREATE UNIQUE INDEX {name}_i ON {name} (i)")


def pick(name: str, place: str) -> str:
    """The key at a place of a ranked table."""
    return f"(SELECT id FROM {name} r WHERE r.i = {place})"  # noqa: S608


def multiply(row: Model, columns: Columns, among: str = "TRUE") -> None:
    """Copy a row once for every number that fits `among`."""
    meta = row._meta
    quoted = connection.ops.quote_name
    names = [str(field.column) for field in meta.concrete_fields]
    wanted = ", ".join(columns.get(name, f"t.{quoted(name)}") for name in names)
    into = ", ".join(quoted(name) for name in names)
    key = meta.pk.get_db_prep_value(row.pk, connection) if meta.pk else row.pk
    _run(
        f"INSERT INTO {meta.db_table} ({into}) SELECT {wanted}"  # noqa: S608
        f" FROM {meta.db_table} t CROSS JOIN bench_numbers n WHERE t.id = %s AND {among}",
        [key],
    )


def key(kind: int, number: str) -> str:
    """A UUID that no other kind and number has."""
    if _postgres():
        return f"('{kind}' || lpad(to_hex({number}), 31, '0'))::uuid"
    return f"printf('{kind}%%031x', {number})"


def moment(seconds: str) -> str:
    """The moment so many seconds after 1970."""
    return f"to_timestamp({seconds})" if _postgres() else f"datetime({seconds}, 'unixepoch')"


def padded(number: str, width: int) -> str:
    """A number with zeros before it."""
    return f"lpad(({number})::text, {width}, '0')" if _postgres() else f"printf('%%0{width}d', {number})"


def one_of(texts: list[str], number: str) -> str:
    """One of several texts, in turn."""
    cases = " ".join(f"WHEN {place} THEN '{text}'" for place, text in enumerate(texts))
    return f"CASE ({number}) %% {len(texts)} {cases} END"


def settle() -> None:
    """Let the database look at what it has, as it does by itself in time."""
    if _postgres():
        _run("ANALYZE")
    else:
        look()


def _postgres() -> bool:
    return connection.vendor == "postgresql"


def _run(statement: str, values: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values if values is not None else None)
