"""A database that grew is asked in the way that fits what it holds now."""

import re

import pytest
from django.db import connection

from tongyun.kernel.contracts import new_id
from tongyun.kernel.models import SearchDocument
from tongyun.kernel.services.table_sizes import SMALL, look

pytestmark = pytest.mark.django_db

FROM_END_TO_END = re.compile(r"\bSCAN\b|Seq Scan")


def grow(rows: int) -> None:
    SearchDocument.objects.bulk_create(
        SearchDocument(kind="item", object_id=new_id(), title=f"主机 {n}", subtitle="", href="/") for n in range(rows)
    )


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def way_to(rows: int) -> str:
    if connection.vendor == "postgresql":
        analyze()  # as autovacuum does
    ids = list(SearchDocument.objects.order_by("id").values_list("id", flat=True)[:rows])
    return SearchDocument.objects.filter(id__in=ids).explain()


@pytest.mark.parametrize("before", [1, SMALL - 1])
def test_rows_are_fetched_by_their_keys_however_small_the_table_once_was(before: int) -> None:
    grow(before)
    look()
    grow(5 * SMALL)
    assert not FROM_END_TO_END.search(way_to(5))


def test_a_table_that_grew_is_looked_at_again() -> None:
    grow(1)
    analyze()
    grow(5 * SMALL)
    look()
    assert not FROM_END_TO_END.search(way_to(5))
