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
    max_samples: int = 50_000_000
    """Samples held in memory by one leaf or one operator, as Prometheus's `--query.max-samples`."""
    timeout: float = 120.0
    """Seconds for the whole query, in the store and here."""
    max_query_length: int = 65_536
    """Characters of the query text."""
    max_depth: int = 120
    """Nesting of the query; the parser is recursive, and so is the evaluation."""
