"""What a part of the installation says of its health, as a finding."""

from collections.abc import Iterable

from ...contracts import HealthState, PartHealth
from ...contracts.mlps import Found


def found_of(parts: Iterable[PartHealth]) -> Found:
    """Parts that are well are there; of the others what is wrong is missing, with the way to mend it."""
    there, missing = [], []
    for part in parts:
        if part.state == HealthState.OK:
            there.append(f"{part.name}：{part.detail or '正常'}")
        else:
            missing.append(f"{part.name}：{part.detail}；{part.advice}")
    return Found(tuple(there), tuple(missing))
