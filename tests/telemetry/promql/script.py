"""The notation of series in case files: `name{label="value"}` and values at equal intervals."""

import math
import re

from tests.telemetry.promql.recording import STALE, Recorded, Sample

_ESCAPE = re.compile(r"\\(.)")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def series(notation: str, values: str, start: int, every: int) -> Recorded:
    """A series with its first value at `start` and the others `every` milliseconds apart."""
    name, _, rest = notation.partition("{")
    samples: list[Sample] = [
        (start + place * every, _value(word)) for place, word in enumerate(values.split()) if word != "_"
    ]
    labels = {label: _ESCAPE.sub(_unescaped, value) for label, value in _LABEL.findall(rest)}
    return Recorded({"__name__": name, **labels}, samples)


def _unescaped(match: re.Match[str]) -> str:
    return {"n": "\n"}.get(match.group(1), match.group(1))


def _value(word: str) -> float | None:
    if word == "stale":
        return STALE
    return math.nan if word == "NaN" else float(word)
