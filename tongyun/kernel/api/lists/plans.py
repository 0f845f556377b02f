"""How SQLite finds the rows of a long list: along the index of its order, instead of by gathering and sorting them.

Data scope is an OR. SQLite gathers every row that fits one of its parts, a hundred thousand of them, and sorts them to
show fifty; walking in order it meets fifty soon. PostgreSQL weighs both by itself.
"""

from typing import Any, TypeGuard, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import Exact
from django.db.models.sql.where import OR, WhereNode

from .keyset import SortKey

M = TypeVar("M", bound=Model)

#: Shorter lists are found sooner by their parts: a walk would pass very many others.
LONG = 1_000


class _Weighed(WhereNode):
    """Conditions that a row is weighed by when it was found by others: the plus hides them from the planner."""

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        sql, values = self.as_sql(compiler, connection)
        return (f"+({sql})" if sql else sql), values


def along_the_order(rows: QuerySet[M], keys: tuple[SortKey, ...], total: int) -> QuerySet[M]:
    """The same rows, to be found in order where there are many of them and an index has that order."""
    if connection.vendor != "sqlite" or total < LONG or not _in_index(rows, keys[0]):
        return rows
    found = rows.all()
    where = found.query.where
    where.children = [_weighed(part) if _is_choice(part) else part for part in where.children]
    return found


def _in_index(rows: QuerySet[Any], key: SortKey) -> bool:
    """Whether an index has the order, behind nothing but columns whose value is given."""
    if key.nullable:
        return False
    given = _given(rows)
    for index in rows.model._meta.indexes:
        names = list(index.fields)
        if key.column in names and given.issuperset(names[: names.index(key.column)]):
            return True
    return False


def _given(rows: QuerySet[Any]) -> set[str]:
    """The columns of the list's own table whose value is given; what is computed or joined is none."""
    table = rows.model._meta.db_table
    found = [part.lhs for part in rows.query.where.children if isinstance(part, Exact)]
    return {each.target.name for each in found if isinstance(each, Col) and each.alias == table}


def _is_choice(part: Any) -> TypeGuard[WhereNode]:
    return isinstance(part, WhereNode) and part.connector == OR and not part.negated


def _weighed(part: WhereNode) -> _Weighed:
    return _Weighed(part.children, part.connector, part.negated)
