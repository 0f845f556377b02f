"""How many rows a list has. To count a million costs more than to show fifty, so a large total is kept for a moment."""

import time

from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet

#: Totals from here on are kept; nobody sees whether such a list has one row more.
LARGE = 10_000
KEPT_S = 10.0
#: Totals of so many different lists are kept; then all are forgotten.
MOST = 2_000

_known: dict[str, tuple[float, int]] = {}


def total_of(rows: QuerySet[Model]) -> int:
    """The number of rows; a large one at most KEPT_S old. What a caller may see is part of the question."""
    try:
        asked = repr(rows.order_by().values("pk").query.sql_with_params())
    except EmptyResultSet:
        return 0
    now = time.monotonic()
    known = _known.get(asked)
    if known is not None and now - known[0] < KEPT_S:
        return known[1]
    total = rows.count()
    if total >= LARGE:
        if len(_known) >= MOST:
            _known.clear()
        _known[asked] = (now, total)
    return total


def forget_totals() -> None:
    """Count anew."""
    _known.clear()
