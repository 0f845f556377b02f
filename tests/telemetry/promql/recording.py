"""Samples that both sides get: counters with resets, gauges, histograms, gaps, staleness, NaN and infinities."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

STALE = None
"""The value of a staleness marker."""

START = 1_700_000_000_000
"""Milliseconds at which the recording begins."""

INTERVAL = 15_000


Sample = tuple[int, float | None]


@dataclass(frozen=True)
class Recorded:
    """One series and its samples as (milliseconds, value)."""

    labels: dict[str, str]
    samples: list[Sample]


def _moments(count: int, shift: int) -> list[int]:
    # Off every quarter of a second, so that no sample lies on the edge of a window the queries use.
    return [START + 3_217 + shift + number * INTERVAL for number in range(count)]


def _series(name: str, labels: dict[str, str], values: list[float | None], shift: int = 0) -> Recorded:
    return Recorded({"__name__": name, **labels}, list(zip(_moments(len(values), shift), values, strict=True)))


def demo(count: int = 120) -> list[Recorded]:
    """The metrics that the PromQL compliance queries ask for, on three instances."""
    chance = random.Random(7)
    series: list[Recorded] = []
    for number in range(3):
        host = {"instance": f"demo.example.org:1000{number}", "job": "demo"}
        shift = 1_013 * number
        for kind in ("used", "free", "cached", "buffers"):
            values: list[float | None] = [round(chance.uniform(1e8, 9e8)) * 1.0 for _ in range(count)]
            series.append(_series("demo_memory_usage_bytes", {**host, "type": kind}, values, shift))
        for mode in ("idle", "user", "system"):
            series.append(
                _series("demo_cpu_usage_seconds_total", {**host, "mode": mode}, _counter(chance, count), shift)
            )
        series.append(_series("demo_num_cpus", host, [4.0] * count, shift))
        disk: list[float | None] = [1e9 + number * 1e6 + tick * 1234.5 for tick in range(count)]
        series.append(_series("demo_disk_usage_bytes", host, disk, shift))
        series.append(_series("demo_disk_total_bytes", host, [5e10] * count, shift))
        batch: list[float | None] = [START / 1000 + tick // 8 * 120.5 for tick in range(count)]
        series.append(_series("demo_batch_last_success_timestamp_seconds", host, batch, shift))
        series += _histogram(chance, host, count, shift)
    flicker: list[float | None] = [1.0] * 20 + [STALE] * 5 + [2.0] * 30 + [STALE] + [3.0] * (count - 56)
    series.append(_series("demo_intermittent_metric", {"job": "demo"}, flicker))
    return series


def _counter(chance: random.Random, count: int) -> list[float | None]:
    values: list[float | None] = []
    value = chance.uniform(0, 20)
    for tick in range(count):
        value += chance.uniform(0, 3)
        if tick in (37, 71):
            value = chance.uniform(0, 2)
        values.append(value)
    return values


def _histogram(chance: random.Random, host: dict[str, str], count: int, shift: int) -> list[Recorded]:
    bounds = ["0.1", "0.25", "0.5", "1", "2.5", "+Inf"]
    totals = [0] * len(bounds)
    columns: list[list[float | None]] = [[] for _ in bounds]
    for _ in range(count):
        for _ in range(chance.randrange(8)):
            observed = chance.expovariate(2)
            for place, bound in enumerate(bounds):
                totals[place] += observed <= float(bound)
        for place, total in enumerate(totals):
            columns[place].append(float(total))
    return [
        _series(
            "demo_api_request_duration_seconds_bucket",
            {**host, "method": "GET", "path": "/api", "status": "200", "le": bound},
            column,
            shift,
        )
        for bound, column in zip(bounds, columns, strict=True)
    ]


def odd(count: int = 120) -> list[Recorded]:
    """What real data also holds: NaN, infinities, gaps, markers, extremes, negative and constant values."""
    gap = [1.5 * tick for tick in range(count)]
    with_gap: list[Sample] = [
        sample for tick, sample in enumerate(zip(_moments(count, 0), gap, strict=True)) if not 30 <= tick < 70
    ]
    nan_some: list[float | None] = [math.nan if tick % 7 == 3 else float(tick) for tick in range(count)]
    infinite: list[float | None] = [math.inf if tick == 50 else -2.5 * tick for tick in range(count)]
    stale_often: list[float | None] = [STALE if tick % 11 == 10 else tick % 5 * 1.0 for tick in range(count)]
    negative: list[float | None] = [math.sin(tick / 9) * 100 - 20 for tick in range(count)]
    return [
        Recorded({"__name__": "odd", "kind": "gap"}, with_gap),
        _series("odd", {"kind": "nan"}, nan_some),
        _series("odd", {"kind": "inf"}, infinite),
        _series("odd", {"kind": "stale"}, stale_often),
        _series("odd", {"kind": "negative"}, negative),
        _series("odd", {"kind": "constant"}, [7.0] * count),
        _series("odd", {"kind": "late"}, [1.0, 5.0, 2.0], shift=600_000),
        _series("odd", {"kind": "中文\"\\'\n"}, [3.0] * count),
        _series("other", {"kind": "gap", "extra": "x"}, [2.0] * count),
        _series("other", {"kind": "nan", "extra": "x"}, [4.0] * count),
        _series("other", {"kind": "nan", "extra": "y"}, [8.0] * count),
    ]
