"""What a query gives, and how the Prometheus HTTP API shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tongyun.telemetry.promql.format import format_sample, format_time
from tongyun.telemetry.promql.matrix import Floats, Ints, Labels

ResultKind = Literal["vector", "matrix", "scalar", "string"]


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a result: milliseconds since the epoch and the values there."""

    labels: Labels
    times: Ints
    values: Floats

    @property
    def label_dict(self) -> dict[str, str]:
        """The labels as a plain dict."""
        return dict(self.labels)


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of a query.

    A vector has one point a series, a matrix any number; a scalar is one series without labels; a string has only
    `text`. `at` is the instant of an instant query in milliseconds.
    """

    kind: ResultKind
    series: tuple[Series, ...] = ()
    text: str = ""
    at: int = 0

    def samples(self) -> list[tuple[dict[str, str], float]]:
        """Labels and value of each element of a vector or scalar."""
        return [(series.label_dict, float(series.values[0])) for series in self.series]

    def to_prometheus(self) -> dict[str, Any]:
        """The `data` object of the Prometheus HTTP API."""
        return {"resultType": self.kind, "result": self._shown()}

    def _shown(self) -> Any:
        match self.kind:
            case "string":
                return [format_time(self.at), self.text]
            case "scalar":
                return _points(self.series[0])[0]
            case "vector":
                return [{"metric": series.label_dict, "value": _points(series)[0]} for series in self.series]
            case "matrix":
                return [{"metric": series.label_dict, "values": _points(series)} for series in self.series]


def _points(series: Series) -> list[list[Any]]:
    times = np.asarray(series.times).tolist()
    return [
        [format_time(when), format_sample(value)] for when, value in zip(times, series.values.tolist(), strict=True)
    ]
