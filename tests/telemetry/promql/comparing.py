"""Compares two answers in the form of the Prometheus HTTP API."""

import json
import math
from typing import Any

RELATIVE = 1e-9
ABSOLUTE = 1e-12


def difference(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    """The first difference in words; empty when there is none. Series may come in any order."""
    if ours["resultType"] != theirs["resultType"]:
        return f"type {ours['resultType']} instead of {theirs['resultType']}"
    left, right = points(ours), points(theirs)
    for key in left.keys() ^ right.keys():
        return f"{key} is only in {'ours' if key in left else 'theirs'}"
    for key, value in left.items():
        if not same(value, right[key]):
            return f"{key}: {value} instead of {right[key]}"
    return ""


def points(data: dict[str, Any]) -> dict[tuple[str, int], str]:
    """Every value by its series and time in milliseconds."""
    if data["resultType"] in {"scalar", "string"}:
        when, value = data["result"]
        return {("", round(when * 1000)): value}
    return {
        (json.dumps(series["metric"], sort_keys=True, ensure_ascii=False), round(when * 1000)): value
        for series in data["result"]
        for when, value in series.get("values") or [series["value"]]
    }


def same(ours: str, theirs: str) -> bool:
    """Whether two printed values are equal up to the order of summation."""
    if ours == theirs:
        return True
    try:
        left, right = float(ours), float(theirs)
    except ValueError:
        return False
    return math.isclose(left, right, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
