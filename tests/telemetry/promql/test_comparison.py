"""A rule's expression is cut at its threshold."""

import pytest

from tongyun.telemetry.promql.engine import PromqlError, check, split_comparison


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("up == 0", ("up", "==", "0")),
        ("rate(x[5m]) > 0.5", ("rate(x[5m])", ">", "0.5")),
        ('x{a!="b",c=~"d>e"} >= 1', ('x{a!="b",c=~"d>e"}', ">=", "1")),
        ("((x + y < 3))", ("x + y", "<", "3")),
        ("(x) > (3)", ("(x)", ">", "(3)")),
        ("0.5 < x", ("0.5", "<", "x")),
        ("a > 1 > 2", ("a > 1", ">", "2")),
        ("a / on(x) b > 3 # a comment > 4", ("a / on(x) b", ">", "3")),
        ("a > on(instance) group_left(job) b", ("a", ">", "b")),
        ("a != ignoring (x, y) b * 2", ("a", "!=", "b * 2")),
        ("sum by (x) (a > 3) > 1", ("sum by (x) (a > 3)", ">", "1")),
        ("a > ontario", ("a", ">", "ontario")),
        ('label_replace(a, "x", ">", "y", "<") <= 2', ('label_replace(a, "x", ">", "y", "<")', "<=", "2")),
        ("a > -1", ("a", ">", "-1")),
    ],
)
def test_the_outermost_comparison_is_found(query: str, parts: tuple[str, str, str]) -> None:
    assert split_comparison(query) == parts
    check(parts[0])
    check(parts[2])


@pytest.mark.parametrize(
    "query", ["up", "a and b > 3", "a > 3 or b > 3", "a > bool 3", "1 > bool 2", "absent(up)", "-a", "abs(a > 3)"]
)
def test_a_query_that_is_no_filter_is_not_cut(query: str) -> None:
    assert split_comparison(query) is None


def test_a_wrong_query_is_an_error() -> None:
    with pytest.raises(PromqlError):
        split_comparison("a >")
