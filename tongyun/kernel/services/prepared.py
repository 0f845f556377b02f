"""Questions that every request asks: the ORM writes their SQL once, and afterwards only the values change.

To write a query costs the ORM ten times what asking it costs the database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

Value = UUID | date


@dataclass(frozen=True)
class _Written:
    """A query as one kind of database takes it. `places` says of each parameter which value it is, if it is one."""

    sql: str
    parameters: Sequence[Any]
    places: Sequence[int | None]
    converters: Any


class Prepared:
    """A query of tuples. `write` makes it from stand-ins, each unlike everything else in it; where one of them ends up,
    a value stands later. The query must be the same whatever the values are."""

    def __init__(self, write: Callable[..., QuerySet[Any, Any]], *stand_ins: Value) -> None:
        self._write = write
        self._stand_ins = stand_ins
        self._known: dict[str, _Written] = {}

    def ask(self, *values: Value) -> list[tuple[Any, ...]]:
        """The rows for these values, in the order of the stand-ins."""
        written = self._known.get(connection.vendor)
        if written is None:
            written = self._known[connection.vendor] = self._compiled()
        stored = [_stored(value) for value in values]
        given = [
            fixed if place is None else stored[place]
            for fixed, place in zip(written.parameters, written.places, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, given)
            rows = cursor.fetchall()
        return [_converted(row, written.converters) for row in rows]

    def _compiled(self) -> _Written:
        compiler = self._write(*self._stand_ins).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        stored = [_stored(each) for each in self._stand_ins]
        places = [stored.index(each) if each in stored else None for each in parameters]
        if set(places) - {None} != set(range(len(stored))):
            raise RuntimeError("a value of a prepared query has no place in it")
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        return _Written(sql, parameters, places, converters)


def _stored(value: Value) -> Any:
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value)


def _converted(row: Sequence[Any], converters: Any) -> tuple[Any, ...]:
    found = list(row)
    for place, (steps, expression) in converters.items():
        for step in steps:
            found[place] = step(found[place], expression, connection)
    return tuple(found)
