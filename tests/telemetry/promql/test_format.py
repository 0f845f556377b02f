"""Numbers as Go prints them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyun.telemetry.promql.format import format_sample, format_time, format_value


@pytest.mark.parametrize(
    ("value", "in_label", "in_answer"),
    [
        (0.0, "0", "0"),
        (-0.0, "-0", "-0"),
        (1.0, "1", "1"),
        (0.1, "0.1", "0.1"),
        (1e21, "1000000000000000000000", "1e+21"),
        (123456789012345680000.0, "123456789012345680000", "123456789012345680000"),
        (1e-6, "0.000001", "0.000001"),
        (1.5e-7, "0.00000015", "1.5e-07"),
        (-2e-300, "-0." + "0" * 299 + "2", "-2e-300"),
        (math.nan, "NaN", "NaN"),
        (math.inf, "+Inf", "+Inf"),
        (-math.inf, "-Inf", "-Inf"),
    ],
)
def test_a_value_is_printed(value: float, in_label: str, in_answer: str) -> None:
    assert format_value(value) == in_label
    assert format_sample(value) == in_answer


@given(st.floats(allow_nan=False))
def test_a_printed_value_reads_back_the_same(value: float) -> None:
    assert float(format_sample(value)) == value
    assert float(format_value(value)) == value
    assert "e" not in format_value(value)


def test_whole_seconds_have_no_fraction() -> None:
    assert format_time(1_700_000_000_000) == 1_700_000_000
    assert format_time(1_700_000_000_250) == 1_700_000_000.25
