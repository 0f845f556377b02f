"""What one query may cost before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Guards of one query; the defaults are Prometheus's where it has the same guard."""

    max_series: int = 20_000
    """Series that one selector, or one operator, may give."""
    max_points: int = 11_000
    """Steps of a range query, as in Prometheus ("exceeded maximum resolution")."""
    max_rows: int = 100_000
    """Series, names or values that one question about the series themselves may list."""
    max_samples: int = 10_000_000
    """Samples held in memory by one leaf or one operator: 300 MB at worst. Prometheus allows five times as many."""
    max_shown: int = 2_000_000
    """Points that an answer may hold; as Python objects and JSON each takes a hundred times its eight bytes."""
    timeout: float = 50.0
    """Seconds for the whole query, in the store and here; less than the store's client waits for one answer."""
    max_query_length: int = 65_536
    """Characters of the query text."""
    max_depth: int = 120
    """Nesting of the query; the parser is recursive, and so is the evaluation."""
