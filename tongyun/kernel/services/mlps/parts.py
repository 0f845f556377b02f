"""What a part of the installation says of its health, as a finding."""

from collections.abc import Iterable

from ...contracts import HealthState, PartHealth
from ...contracts.mlps import Found, Words


def found_of(parts: Iterable[PartHealth]) -> Found:
    """Parts that are well are there; of the others what is wrong is missing, with the way to mend it."""
    there, missing = [], []
    for part in parts:
        if part.state == HealthState.OK:
            there.append(Words(f"{part.name}：{part.detail or '正常'}", part.english))
        else:
            missing.append(Words(f"{part.name}：{part.detail}；{part.advice}", part.english))
    return Found(tuple(there), tuple(missing))
