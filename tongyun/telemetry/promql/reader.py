"""Runs the SQL of the leaves and turns the engine's binary rows into arrays."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import Error

from tongyun.telemetry.promql import selector
from tongyun.telemetry.promql.errors import PromqlError, bad_data, failed
from tongyun.telemetry.promql.grid import Grid
from tongyun.telemetry.promql.limits import Limits
from tongyun.telemetry.promql.matrix import NAME, Bools, Floats, Ints, Labels, make_labels
from tongyun.telemetry.promql.nodes import Match
from tongyun.telemetry.promql.selector import Column
from tongyun.telemetry.store.client import unavailable

SETTING_NAMES = (
    "enable_time_series_aggregate_functions",
    "allow_experimental_time_series_aggregate_functions",
    "allow_experimental_ts_to_grid_aggregate_function",
)
"""The names, newest first, under which engines have called the switch of the grid aggregates."""

STATEMENT_SIZE = {"max_query_size": 16_777_216}
"""Room for the identifiers of all series that a query may touch; it holds only when it comes beside the statement."""

_TIMEOUT_CODES = ("Code: 159", "TIMEOUT_EXCEEDED")
_PATTERN_CODES = ("Code: 427", "CANNOT_COMPILE_REGEXP")


@dataclass(frozen=True, slots=True)
class Found:
    """The series of a selector, sorted by identity."""

    identifiers: list[int]
    labels: list[Labels]

    def only(self, rows: Ints) -> Found:
        """Some of them."""
        return Found([self.identifiers[row] for row in rows], [self.labels[row] for row in rows])


@dataclass(frozen=True, slots=True)
class RawSamples:
    """Samples of many series, one series after the other in time order; series k is `starts[k]:starts[k + 1]`."""

    labels: list[Labels]
    times: Ints
    values: Floats
    starts: Ints


class Reader:
    """One query's access to the store: all its statements share one deadline."""

    def __init__(
        self, client: Client, database: str, limits: Limits, setting: str, items: frozenset[str] | None = None
    ) -> None:
        self._client = client
        self._database = database
        self._limits = limits
        self._setting = setting
        self._items = items
        self._deadline = time.monotonic() + limits.timeout

    def check_deadline(self) -> None:
        """Stop when the query has used up its time."""
        if time.monotonic() > self._deadline:
            raise PromqlError("timeout", f"query timed out after {self._limits.timeout:g} seconds")

    def check_size(self, samples: int) -> None:
        """Refuse to hold more values at once than a query may."""
        if samples > self._limits.max_samples:
            raise failed("query processing would load too many samples into memory in query execution")

    def series(self, matches: Sequence[Match]) -> Found:
        """The series of a selector; an error when there are more than a query may touch."""
        limit = self._limits.max_series
        rows = self.rows(selector.series_query(self._database, matches, limit + 1, self._items))
        if len(rows) > limit:
            raise failed(f"query selects more than {limit} series")
        found = sorted(
            (make_labels([(NAME, name), *zip(keys, values, strict=True)]), int(identifier))
            for identifier, name, keys, values in rows
        )
        return Found([identifier for _, identifier in found], [labels for labels, _ in found])

    def catalogue(self, select: str, selectors: Sequence[Sequence[Match]], start: int, end: int) -> list[Any]:
        """Rows about the series themselves; `select` may use `series_name` and `series_labels`."""
        limit = self._limits.max_rows
        source = selector.catalogue_filter(self._database, selectors, start, end, self._items)
        rows = self.rows(f"SELECT {select} FROM {source} LIMIT {limit + 1}")  # noqa: S608 - `select` is ours, the rest is escaped
        if len(rows) > limit:
            raise failed(f"more than {limit} series or values match; narrow them down with match[]")
        return rows

    def grid(
        self, found: Found, grid: Grid, window: int, columns: Sequence[Column], *, live_only: bool
    ) -> list[tuple[Floats, Bools]]:
        """For each aggregate column the values and where they are present, rows in the order of `found`."""
        rows = len(found.labels)
        self.check_size(rows * grid.count * len(columns))
        shapes = [(rows, column.slots(grid)) for column in columns]
        results = [(np.zeros(shape), np.zeros(shape, dtype=np.bool_)) for shape in shapes]
        if not found.identifiers or not _storable(grid):
            return results
        sql = selector.grid_query(self._database, found.identifiers, grid, window, columns, live_only=live_only)
        record = _grid_record([column.slots(grid) for column in columns])
        table = np.frombuffer(self._raw(sql, "RowBinary"), dtype=record)
        places = _places(found.identifiers, table["id"])
        for n, (values, present) in enumerate(results):
            values[places] = table[f"values{n}"]
            present[places] = table[f"absent{n}"] == 0
        return results

    def samples(self, found: Found, after: int, until: int) -> RawSamples:
        """Every live sample in the left-open interval; equal duplicates of a sample once."""
        if not found.identifiers or until <= selector.EARLIEST or after >= selector.LATEST:
            return RawSamples([], np.zeros(0, np.int64), np.zeros(0), np.zeros(1, np.int64))
        limit = self._limits.max_samples
        sql = selector.samples_query(self._database, found.identifiers, after, until, limit + 1)
        table = np.frombuffer(self._raw(sql, "RowBinary"), dtype=[("id", "<u8"), ("ts", "<i8"), ("value", "<f8")])
        self.check_size(len(table))
        fresh = np.ones(len(table), dtype=np.bool_)
        fresh[1:] = (table["id"][1:] != table["id"][:-1]) | (table["ts"][1:] != table["ts"][:-1])
        table = table[fresh]
        identifiers, starts = np.unique(table["id"], return_index=True)
        by_identifier = dict(zip(found.identifiers, found.labels, strict=True))
        return RawSamples(
            [by_identifier[int(identifier)] for identifier in identifiers],
            table["ts"].astype(np.int64),
            table["value"].astype(np.float64),
            np.append(starts, len(table)).astype(np.int64),
        )

    def captures(self, values: Sequence[str], pattern: str) -> list[list[str]]:
        """The groups of a pattern in each text, the whole match first; an empty list where it does not match."""
        if not values:
            return []
        return [groups for (groups,) in self.rows(selector.capture_query(values, pattern))]

    def rows(self, sql: str) -> list[Any]:
        """The rows of a statement as lists of plain values."""
        body = self._raw(sql, "JSONCompactEachRow").decode("utf-8", "replace")
        return [json.loads(line) for line in body.split("\n") if line]

    def _raw(self, sql: str, form: str) -> bytes:
        self.check_deadline()
        seconds = max(1.0, self._deadline - time.monotonic())
        settings = f"{self._setting} = 1, max_execution_time = {seconds:.0f}"
        try:
            with unavailable():
                body = self._client.raw_query(f"{sql} SETTINGS {settings}", settings=STATEMENT_SIZE, fmt=form)
        except Error as error:
            raise _translated(error) from error
        return bytes(body)


def probe_setting(client: Client) -> str:
    """The name of the switch of the grid aggregates in this engine."""
    names = ", ".join(selector.literal(name) for name in SETTING_NAMES)
    try:
        with unavailable():
            body = bytes(client.raw_query(f"SELECT name FROM system.settings WHERE name IN ({names})", fmt="TSV"))  # noqa: S608
    except Error as error:
        raise _translated(error) from error
    known = set(body.decode().split())
    for name in SETTING_NAMES:
        if name in known:
            return name
    raise failed("the store has no timeSeries*ToGrid aggregates; ClickHouse 25.6 or newer is needed")


def _translated(error: Error) -> PromqlError:
    message = str(error)
    if any(code in message for code in _TIMEOUT_CODES):
        return PromqlError("timeout", "query timed out in expression evaluation")
    if any(code in message for code in _PATTERN_CODES):
        return bad_data("invalid regular expression in the query")
    return failed(message.splitlines()[0][:500] if message else "the store did not answer")


def _storable(grid: Grid) -> bool:
    """Whether the grid lies where samples can be; a grid that reaches beyond cannot be written as SQL constants."""
    if grid.start > selector.LATEST or grid.end < selector.EARLIEST:
        return False
    if grid.start < selector.EARLIEST or grid.end > selector.LATEST:
        raise bad_data("the query reaches beyond the times that can be stored (1900 to 2284)")
    return True


def _varint(number: int) -> int:
    """How many bytes the length of an array takes in RowBinary."""
    return max(1, (number.bit_length() + 6) // 7)


def _grid_record(slots: Sequence[int]) -> np.dtype[Any]:
    """The layout of a row: every series has arrays of the same lengths, so every row has the same size."""
    fields: list[Any] = [("id", "<u8")]
    for n, count in enumerate(slots):
        length = f"V{_varint(count)}"
        fields += [
            (f"length{n}", length),
            (f"values{n}", "<f8", (count,)),
            (f"length_absent{n}", length),
            (f"absent{n}", "u1", (count,)),
        ]
    return np.dtype(fields)


def _places(identifiers: list[int], answered: Any) -> Ints:
    """The row of each answered series among the wanted ones."""
    wanted = np.array(identifiers, dtype=np.uint64)
    order = np.argsort(wanted)
    places: Ints = order[np.searchsorted(wanted, answered, sorter=order)].astype(np.int64)
    return places
