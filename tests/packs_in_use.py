"""Packs in use, as most tests need them: applied by the engine once, laid into the database as rows from then on.

To apply what ships takes seconds; its rows take a hundredth of that. What the engine does is tested in tests/packs.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from tongyun.kernel.models import AuditHead, AuditRecord
from tongyun.packs.contracts import Source
from tongyun.packs.models import AppliedPack
from tongyun.packs.services.applying import apply_all
from tongyun.packs.services.discovery import discover

#: A table's columns and rows.
Table = tuple[list[str], list[tuple[Any, ...]]]
#: Who signed in before stands there already, in a chain that cannot be continued by rows.
UNKEPT = (AuditHead, AuditRecord)
APPLIED = AppliedPack._meta.db_table

_kept: dict[tuple[str, ...], dict[str, Table]] = {}


def put_in_use(sources: list[Source] | None = None) -> None:
    """Have these packs in use, or all that ship."""
    sources = discover() if sources is None else sources
    key = (connection.vendor, *(source.id for source in sources))
    if key in _kept and not any(_rows(table)[1] for table in _kept[key]):
        # They refer to each other, which is asked at the end of a transaction.
        with transaction.atomic():
            _lay(_kept[key])
        return
    before = dict(_tables())
    assert [report for report in apply_all(sources) if report.findings] == []
    changed = {name: table for name, table in _tables() if table != before[name]}
    if APPLIED in changed and not any(before[name][1] for name in changed):
        _kept[key] = changed


def _tables() -> Iterator[tuple[str, Table]]:
    for model in apps.get_models(include_auto_created=True):
        if model not in UNKEPT:
            yield model._meta.db_table, _rows(model._meta.db_table)


def _rows(name: str) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
        return [column[0] for column in cursor.description], cursor.fetchall()


def _lay(tables: dict[str, Table]) -> None:
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name, (columns, rows) in tables.items():
            into, places = ", ".join(map(quoted, columns)), ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quoted(name)} ({into}) VALUES ({places})", rows)
