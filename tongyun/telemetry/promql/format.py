"""Numbers and timestamps as the Prometheus HTTP API writes them."""

from __future__ import annotations

import math
from decimal import Decimal


def format_value(value: float) -> str:
    """The shortest decimal that reads back as the same number, never with an exponent; "NaN", "+Inf", "-Inf".

    So Prometheus writes a number into a label.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    text = repr(value)
    if "e" in text:
        text = f"{Decimal(text):f}"
    return text.removesuffix(".0")


def format_sample(value: float) -> str:
    """A value as the HTTP API writes it: like `format_value`, with an exponent from 1e21 up and below 1e-6."""
    text = repr(value)
    if "e" not in text and "n" not in text:  # by far the commonest: an answer may hold a million values
        return text.removesuffix(".0")
    if math.isfinite(value) and (abs(value) < 1e-6 or abs(value) >= 1e21):
        return text.replace(".0e", "e")
    return format_value(value)


def format_time(milliseconds: int) -> float | int:
    """Seconds since the epoch; whole seconds without a fraction."""
    return milliseconds // 1000 if milliseconds % 1000 == 0 else milliseconds / 1000
