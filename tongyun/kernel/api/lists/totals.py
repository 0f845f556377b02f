"""How many rows a list has. To count a million costs more than to show fifty, so a large total is kept for a moment."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from ...services.short_memory import ShortMemory

#: Totals from here on are kept; nobody sees whether such a list has one row more.
LARGE = 10_000
KEPT_S = 10.0

totals: ShortMemory[int] = ShortMemory(KEPT_S, lambda total: total >= LARGE)


def total_of(rows: QuerySet[Any]) -> int:
    """The number of rows; a large one at most KEPT_S old."""
    try:
        question = repr(rows.order_by().values("pk").query.sql_with_params())
    except EmptyResultSet:
        return 0
    return totals.of(question, rows.count)
