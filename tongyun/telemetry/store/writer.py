"""Writing samples: ids of series, new series before their samples, one batch by columns.

Column lists go to clickhouse-connect's Native encoder, which needs neither numpy nor pyarrow.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from clickhouse_connect.driver.client import Client

from tongyun.telemetry.contracts import Sample
from tongyun.telemetry.store.client import NO_ROOM, unavailable

DATABASE: Final = "tongyun"
KNOWN_SERIES: Final = 200_000
# A known series' row is written again after this long, so that last_seen stays true to within it.
REFRESH_MS: Final = 60 * 60 * 1000

SERIES_COLUMNS: Final = {
    "id": "UInt64",
    "name": "LowCardinality(String)",
    "labels": "Map(LowCardinality(String), String)",
    "ci": "String",
    "first_seen": "DateTime64(3, 'UTC')",
    "last_seen": "DateTime64(3, 'UTC')",
}
STORED_SERIES: Final = """
SELECT id, toUnixTimestamp64Milli(min(first_seen)), toUnixTimestamp64Milli(max(last_seen))
FROM tongyun.series
WHERE name IN {names:Array(String)} AND id IN {ids:Array(UInt64)}
GROUP BY id
"""
SAMPLE_COLUMNS: Final = {"id": "UInt64", "ts": "DateTime64(3, 'UTC')", "value": "Float64", "stale": "Bool"}

LOOKED_UP_AT_ONCE: Final = 5000

Labels = tuple[tuple[str, str], ...]
Key = tuple[str, Labels]


class Known(NamedTuple):
    """A series already written: its id, when it was first seen and the last_seen of its row, both in milliseconds."""

    identity: int
    first: int
    last: int


def series_id(name: str, labels: Mapping[str, str]) -> int:
    """The stable 64-bit id of a series: of its name and its labels in order, an empty label being no label."""
    return _id(name, canonical(labels))


def canonical(labels: Mapping[str, str]) -> Labels:
    """Labels sorted by name, without empty ones: what makes two series the same."""
    return tuple(sorted((key, value) for key, value in labels.items() if value))


def _id(name: str, labels: Labels) -> int:
    digest = hashlib.blake2b(digest_size=8, person=b"tongyun.series")
    for text in (name, *(part for label in labels for part in label)):
        raw = text.encode(errors="surrogatepass")
        digest.update(len(raw).to_bytes(4, "little"))
        digest.update(raw)
    return int.from_bytes(digest.digest(), "little")


class SampleWriter:
    """Writes samples through one client; may be shared by threads."""

    def __init__(self, client: Client, known_series: int = KNOWN_SERIES) -> None:
        """`known_series` bounds the memory of series already written (about 400 bytes each)."""
        self._client = client
        self._limit = known_series
        self._lock = threading.Lock()
        self._known: OrderedDict[Key, Known] = OrderedDict()

    def write(self, samples: Iterable[Sample]) -> int:
        """Write a batch and return the number of samples; when it returns, they survive a crash of any process.

        A sample sent twice (same series, same millisecond) is stored once. Raises `StoreUnavailable` when the store
        does not answer or has no room; nothing is remembered then and the batch may be sent again as it is.
        """
        ids: list[int] = []
        times: list[int] = []
        values: list[float] = []
        stale: list[bool] = []
        new: dict[Key, Known] = {}
        for sample in samples:
            ids.append(self._series(sample, new))
            times.append(sample.ts_ms)
            values.append(sample.value)
            stale.append(sample.stale)
        if not ids:
            return 0
        with unavailable(NO_ROOM):
            if new:
                self._write_series(new)
            self._insert("samples", SAMPLE_COLUMNS, [ids, times, values, stale])
        self._remember(new)
        return len(ids)

    def _series(self, sample: Sample, new: dict[Key, Known]) -> int:
        key = (sample.name, canonical(sample.labels))
        known = new.get(key)
        if known is not None:
            new[key] = Known(known.identity, min(known.first, sample.ts_ms), max(known.last, sample.ts_ms))
            return known.identity
        known = self._known.get(key)
        if known is None:
            known = new[key] = Known(_id(*key), sample.ts_ms, sample.ts_ms)
        elif sample.ts_ms - known.last >= REFRESH_MS or sample.ts_ms < known.first:
            new[key] = Known(known.identity, min(known.first, sample.ts_ms), max(known.last, sample.ts_ms))
        return known.identity

    def _write_series(self, new: dict[Key, Known]) -> None:
        unknown = {known.identity: key for key, known in new.items() if key not in self._known}
        for identity, (first, last) in self._stored(unknown).items():
            known = new[unknown[identity]]
            new[unknown[identity]] = known._replace(first=min(first, known.first), last=max(last, known.last))
        self._insert(
            "series",
            SERIES_COLUMNS,
            [
                [known.identity for known in new.values()],
                [name for name, _ in new],
                [dict(labels) for _, labels in new],
                [dict(labels).get("ci", "") for _, labels in new],
                [known.first for known in new.values()],
                [known.last for known in new.values()],
            ],
        )

    def _stored(self, unknown: Mapping[int, Key]) -> dict[int, tuple[int, int]]:
        """When the store first and last saw these series: another writer, or this one before a restart, wrote them."""
        ids = list(unknown)
        found: dict[int, tuple[int, int]] = {}
        for at in range(0, len(ids), LOOKED_UP_AT_ONCE):
            some = ids[at : at + LOOKED_UP_AT_ONCE]
            names = sorted({unknown[identity][0] for identity in some})
            rows = self._client.query(STORED_SERIES, parameters={"names": names, "ids": some}).result_rows
            found |= {identity: (first, last) for identity, first, last in rows}
        return found

    def _insert(self, table: str, columns: Mapping[str, str], data: Sequence[Sequence[object]]) -> None:
        self._client.insert(
            table,
            list(data),
            column_names=list(columns),
            column_type_names=list(columns.values()),
            column_oriented=True,
            database=DATABASE,
        )

    def _remember(self, new: Mapping[Key, Known]) -> None:
        with self._lock:
            for key, entry in new.items():
                self._known[key] = entry
                self._known.move_to_end(key)
            while len(self._known) > self._limit:
                self._known.popitem(last=False)
