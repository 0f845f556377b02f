"""Puts recorded series into the store."""

from datetime import UTC, datetime, timedelta
from zlib import crc32

from clickhouse_connect.driver.client import Client

from tests.telemetry.promql.recording import STALE, Recorded
from tongyun.telemetry.promql.engine import PromqlEngine

DATABASE = "promql_lab"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Laboratory:
    """A database with the platform's tables but no retention, and an engine that reads it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.engine = PromqlEngine(lambda: client, DATABASE)
        client.command(f"DROP DATABASE IF EXISTS {DATABASE}")
        client.command(f"CREATE DATABASE {DATABASE}")
        client.command(f"CREATE TABLE {DATABASE}.series AS tongyun.series")
        client.command(f"CREATE TABLE {DATABASE}.samples AS tongyun.samples")
        # The recordings are older than the retention of the real table.
        client.command(f"ALTER TABLE {DATABASE}.samples REMOVE TTL")

    def load(self, series: list[Recorded], times: int = 1) -> None:
        """Insert the series, `times` over: a report that is sent again leaves equal duplicates until a merge."""
        for _ in range(times):
            self.client.insert(
                "series",
                [_series_row(one) for one in series],
                column_names=["id", "name", "labels", "ci", "first_seen", "last_seen"],
                database=DATABASE,
            )
            self.client.insert(
                "samples",
                [row for one in series for row in _sample_rows(one)],
                column_names=["id", "ts", "value", "stale"],
                database=DATABASE,
            )


def moment(milliseconds: int) -> datetime:
    """Milliseconds since the epoch as a time."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def _identifier(one: Recorded) -> int:
    text = repr(sorted(one.labels.items())).encode()
    # The upper half of the type is used too, so that a signed reading would show.
    return crc32(text) << 32 | crc32(text[::-1])


def _series_row(one: Recorded) -> list[object]:
    labels = {name: value for name, value in one.labels.items() if name != "__name__"}
    first, last = moment(one.samples[0][0]), moment(one.samples[-1][0])
    return [_identifier(one), one.labels["__name__"], labels, labels.get("ci", ""), first, last]


def _sample_rows(one: Recorded) -> list[list[object]]:
    return [
        [_identifier(one), moment(when), float("nan") if value is STALE else value, value is STALE]
        for when, value in one.samples
    ]
