"""The SQL of the leaves. Every text that comes from a query goes through `literal`, which lets nothing through raw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongyun.telemetry.promql.grid import Grid
from tongyun.telemetry.promql.nodes import Match
from tongyun.telemetry.store.writer import REFRESH_MS

_COLUMNS = {"__name__": "name", "ci": "ci"}
"""Labels with a column of their own, which an index finds."""

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ .:/-")
EARLIEST = -2_208_988_800_000
LATEST = 9_913_449_600_000
"""The milliseconds between which the engine's DateTime64(3) is exact: 1900-01-01 to 2284-02-22."""


@dataclass(frozen=True, slots=True)
class Column:
    """An aggregate of a series' samples: on every step, or once over all that the steps see together."""

    aggregate: str
    value: str = "value"
    whole: bool = False

    def sql(self, grid: Grid, window: int) -> str:
        """The aggregate call; the window is left-open: a sample exactly `window` before a step is outside."""
        if self.whole:
            grid, window = Grid(grid.end, 1, 1), grid.end - grid.start + window
        parameters = ", ".join([instant(grid.start), instant(grid.end), seconds(max(grid.step, 1)), seconds(window)])
        return f"timeSeries{self.aggregate}ToGrid({parameters})(ts, {self.value})"

    def slots(self, grid: Grid) -> int:
        """How many values it gives for a series."""
        return 1 if self.whole else grid.count


def literal(text: str) -> str:
    """A string literal: harmless characters as they are, every other byte as `\\xHH`, so that no text can leave it."""
    parts = [
        character if character in _SAFE else "".join(f"\\x{byte:02x}" for byte in encoded(character))
        for character in text
    ]
    return f"'{''.join(parts)}'"


def encoded(character: str) -> bytes:
    """The bytes of a character; a lone surrogate, which no store can hold, becomes one that matches nothing."""
    return character.encode("utf-8", "surrogatepass")


def instant(milliseconds: int) -> str:
    """A moment as a constant of the type of the column `ts`."""
    return f"fromUnixTimestamp64Milli(toInt64({milliseconds}), 'UTC')"


def seconds(milliseconds: int) -> str:
    """A span as a constant that keeps its milliseconds."""
    return f"toDecimal64('{milliseconds / 1000:.3f}', 3)"


def match_condition(match: Match) -> str:
    """One label matcher; a label that a series lacks is the empty string, and patterns match the whole value."""
    column = _COLUMNS.get(match.label) or f"labels[{literal(match.label)}]"
    pattern = literal(f"^(?s:{match.value})$")
    match match.kind:
        case "=":
            return f"{column} = {literal(match.value)}"
        case "!=":
            return f"{column} != {literal(match.value)}"
        case "=~":
            return f"match({column}, {pattern})"
        case "!~":
            return f"NOT match({column}, {pattern})"


def match_conditions(matches: Sequence[Match]) -> str:
    """All matchers of one selector."""
    return " AND ".join(match_condition(match) for match in matches) or "1"


def within(items: frozenset[str] | None) -> str:
    """The series of these items alone, whatever a query asks for; None: of everything."""
    if items is None:
        return ""
    known = ", ".join(literal(item) for item in sorted(items))
    return f" AND ci IN ({known})" if known else " AND 0"


def series_query(database: str, matches: Sequence[Match], limit: int, items: frozenset[str] | None = None) -> str:
    """Identifier, name, label names and label values of the matching series, at most `limit` of them."""
    return (
        "SELECT toString(id), toString(any(name)), mapKeys(any(labels)), mapValues(any(labels)) "  # noqa: S608
        f"FROM {database}.series WHERE ({match_conditions(matches)}){within(items)} GROUP BY id LIMIT {limit}"
    )


def catalogue_filter(
    database: str, selectors: Sequence[Sequence[Match]], start: int, end: int, items: frozenset[str] | None = None
) -> str:
    """The series that match any of the selectors and were seen between the two moments, as a subquery.

    A live series' `last_seen` is written again every `REFRESH_MS` only, so one seen that long before `start` may well
    live: it is shown rather than missed.
    """
    wanted = " OR ".join(f"({match_conditions(matches)})" for matches in selectors) or "1"
    return (
        f"(SELECT any(name) AS series_name, any(labels) AS series_labels FROM {database}.series "  # noqa: S608
        f"WHERE ({wanted}){within(items)} GROUP BY id "
        f"HAVING max(last_seen) > {instant(max(start - REFRESH_MS, EARLIEST))} AND min(first_seen) <= {instant(end)})"
    )


def grid_query(
    database: str,
    identifiers: Iterable[int],
    grid: Grid,
    window: int,
    columns: Sequence[Column],
    *,
    live_only: bool,
) -> str:
    """One row a series: its identifier, then for each column an array of values and an array of "absent" flags.

    Equal duplicates of a sample count once in these aggregates, so the rows that a merge has not yet removed need
    no FINAL.
    """
    aggregates = ", ".join(f"{column.sql(grid, window)} AS g{n}" for n, column in enumerate(columns))
    arrays = ", ".join(
        f"arrayMap(x -> ifNull(x, 0.), g{n}), arrayMap(x -> isNull(x), g{n})" for n in range(len(columns))
    )
    return (
        f"SELECT id, {arrays} FROM (SELECT id, {aggregates} "  # noqa: S608
        f"FROM {database}.samples WHERE {_window(identifiers, grid.start - window, grid.end)}"
        f"{' AND NOT stale' if live_only else ''} GROUP BY id)"
    )


def samples_query(database: str, identifiers: Iterable[int], after: int, until: int, limit: int) -> str:
    """Identifier, milliseconds and value of every live sample in the left-open interval, in that order."""
    return (
        f"SELECT id, toUnixTimestamp64Milli(ts), value FROM {database}.samples "  # noqa: S608
        f"WHERE {_window(identifiers, after, until)} AND NOT stale ORDER BY id, ts LIMIT {limit}"
    )


def _window(identifiers: Iterable[int], after: int, until: int) -> str:
    ids = ",".join(str(int(identifier)) for identifier in identifiers)
    return f"id IN ({ids}) AND ts > {instant(max(after, EARLIEST))} AND ts <= {instant(until)}"


def capture_query(values: Sequence[str], pattern: str) -> str:
    """For each text the groups of a pattern that must match it whole; an empty array where it does not match.

    The first group is the whole match. The store's engine is RE2, the one Prometheus uses.
    """
    texts = ", ".join(literal(value) for value in values)
    groups = f"extractGroups(v, {literal(f'^((?s:{pattern}))$')})"
    return f"SELECT {groups} FROM (SELECT arrayJoin([{texts}]) AS v)"  # noqa: S608 - literals only
