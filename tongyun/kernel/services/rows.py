"""New rows of one table, many or one, as tuples: the SQL is written once, and afterwards only the values change.

To make an object of every row and SQL of each of its values costs the ORM ten times what keeping them costs the
database. What is kept is what `bulk_create` keeps, to the letter.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from json import JSONEncoder
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

from ..contracts import new_id, new_ids

#: So many rows go to PostgreSQL as one statement; more as a stream, which takes a second round trip.
FEW = 10

Column = Iterable[Any]

_as_json = JSONEncoder().encode


@dataclass(frozen=True)
class _Written:
    """How a table is written on one kind of database: the columns that rows tell, how their values are stored, and
    what else each row has."""

    table: str
    names: tuple[str, ...]
    stored: tuple[Callable[[Column], Column], ...]
    makes_ids: bool
    constants: tuple[tuple[Any, Callable[[Column], Column]], ...]


class Rows:
    """Rows of a model with these fields, in this order. An id that is not told is made; what else is not told has the
    model's default, the same for all rows of one call."""

    def __init__(self, model: type[models.Model], *fields: str) -> None:
        self._model, self._fields = model, fields
        self._known: dict[str, _Written] = {}

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows in, in the caller's transaction. Raises IntegrityError when the database refuses one of them."""
        told = list(rows)
        if not told:
            return
        written = self._written()
        columns = _stored(written, told)
        if written.makes_ids:
            columns.append(new_ids(len(told)))
        for field, store in written.constants:
            columns.append(list(store([field.get_default()])) * len(told))
        lines = zip(*columns, strict=True)
        if connection.vendor == "postgresql" and len(told) > FEW:
            self._stream(written, lines)
        else:
            self._insert(written, lines, len(told))

    def renew(self, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows in place of those that have their ids, in the caller's transaction. The first field is the id."""
        told = list(rows)
        if not told:
            return
        written = self._written()
        columns, names = _stored(written, told), written.names[: len(self._fields)]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                changes = ", ".join(f"{name} = told.{name}" for name in names[1:])
                kinds = ", ".join(f"%s::{field.db_type(connection)}[]" for field in self._told())
                sql = (
                    f"UPDATE {written.table} SET {changes}"  # noqa: S608 - names of a model's own
                    f" FROM unnest({kinds}) AS told ({', '.join(names)})"
                    f" WHERE {written.table}.{names[0]} = told.{names[0]}"
                )
                cursor.execute(sql, [list(column) for column in columns])
            else:
                changes = ", ".join(f"{name} = %s" for name in names[1:])
                sql = f"UPDATE {written.table} SET {changes} WHERE {names[0]} = %s"  # noqa: S608 - a model's own
                cursor.executemany(sql, list(zip(*columns[1:], columns[0], strict=True)))

    def _insert(self, written: _Written, lines: Iterable[Sequence[Any]], count: int) -> None:
        places = f"({', '.join(['%s'] * len(written.names))})"
        sql = f"INSERT INTO {written.table} ({', '.join(written.names)}) VALUES "  # noqa: S608 - names of a model's own
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(sql + ", ".join([places] * count), [value for line in lines for value in line])
            else:
                cursor.executemany(sql + places, list(lines))

    def _stream(self, written: _Written, lines: Iterable[Sequence[Any]]) -> None:
        connection.validate_no_broken_transaction()
        sql = f"COPY {written.table} ({', '.join(written.names)}) FROM STDIN"
        with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as stream:
            for line in lines:
                stream.write_row(line)

    def _written(self) -> _Written:
        if connection.vendor not in self._known:
            self._known[connection.vendor] = self._compiled()
        return self._known[connection.vendor]

    def _told(self) -> list[Any]:
        return [self._model._meta.get_field(name) for name in self._fields]

    def _compiled(self) -> _Written:
        meta, quoted = self._model._meta, connection.ops.quote_name
        told = self._told()
        rest = [field for field in meta.concrete_fields if field not in told]
        makes_ids = meta.pk in rest and meta.pk is not None and meta.pk.default is new_id
        constants = [field for field in rest if not field.primary_key]
        for field in constants:
            if field.default is NOT_PROVIDED and not field.null:
                raise TypeError(f"rows of {meta.label} do not tell {field.name}")
        names = [*(field.column for field in told), *([meta.pk.column] if makes_ids else [])]
        names += [field.column for field in constants]
        return _Written(
            quoted(meta.db_table),
            tuple(quoted(name) for name in names),
            tuple(_storing(field) for field in told),
            makes_ids,
            tuple((field, _storing(field)) for field in constants),
        )


def _stored(written: _Written, told: Sequence[Sequence[Any]]) -> list[Column]:
    """The columns of rows, their values as they are stored."""
    return [store(column) for store, column in zip(written.stored, zip(*told, strict=True), strict=True)]


def _storing(field: Any) -> Callable[[Column], Column]:
    """How the values of a field are stored, a column at a time."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.UUIDField):
        return _ids
    if isinstance(field, models.DateTimeField):
        return _moments
    if isinstance(field, models.JSONField):
        return _documents
    if isinstance(field, models.CharField | models.TextField):
        return _texts
    return _as_they_are


def _ids(column: Column) -> Column:
    return [value.hex if isinstance(value, UUID) else value for value in column]


def _moments(column: Column) -> Column:
    """Rows of one occasion have one moment: it is written out once."""
    if connection.vendor == "postgresql":
        return column
    written: dict[Any, Any] = {}
    return [
        written[value]
        if value in written
        else written.setdefault(value, connection.ops.adapt_datetimefield_value(value))
        for value in column
    ]


def _documents(column: Column) -> Column:
    return [None if value is None else _as_json(value) for value in column]


def _texts(column: Column) -> Column:
    return [value if value is None or type(value) is str else str(value) for value in column]


def _as_they_are(column: Column) -> Column:
    return column
