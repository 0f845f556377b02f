"""`-p tests.records_only`: only the tests that touch the records' database.

The suite runs whole on SQLite, and on PostgreSQL with this plugin: a test that never opens the records cannot tell the
two databases apart, and would cost its time twice.
"""

import pytest

#: Fixtures of pytest-django that open the database; every other way asks for one of them.
OPENS_RECORDS = frozenset({"db", "transactional_db", "django_db_reset_sequences", "live_server"})


def touches_records(test: pytest.Item) -> bool:
    """Whether this test opens the records, by marker or through any of its fixtures."""
    fixtures = getattr(test, "fixturenames", [])
    return test.get_closest_marker("django_db") is not None or not OPENS_RECORDS.isdisjoint(fixtures)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the others out, and say how many in pytest's closing line."""
    others = [test for test in items if not touches_records(test)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [test for test in items if touches_records(test)]
