"""The golden file of routes: which part of the engine answers each compliance query. A change here is a decision."""

import pytest

from tests.telemetry.promql.conftest import cases
from tongyun.telemetry.promql.routes import route

ROUTES: dict[str, list[str]] = cases("routes")


@pytest.mark.parametrize(
    ("expected", "query"), [(name, query) for name, queries in ROUTES.items() for query in queries]
)
def test_a_query_takes_its_route(expected: str, query: str) -> None:
    assert route(query) == expected


def test_every_compliance_query_is_answered() -> None:
    assert {name: len(queries) for name, queries in ROUTES.items()} == {"sql": 455, "invalid": 4, "python": 80}
