"""What data scope costs: a list scoped to half of the organisations beside the same list unscoped.

3,300 users in 118 organisations, 100,000 items. Timed are the query for a page of 50, and the whole list as the route
answers it: the caller's grants read anew, the page and its total. Medians of turns that alternate. Reach: the query
within a scope (half of the organisations) at most 1.3 times the one without; the others are told beside it.
`python -m bench.permissions [--quick]`; on PostgreSQL: `python -m tools.with_postgres python -m bench.permissions`.
"""

import argparse
import json
import sys
from statistics import median

from bench.parts.records import own_records

REACH = 1.3
ORGANISATIONS, USERS = 118, 3_300
#: What is timed: the caller's grants, the query for one page, and the whole list with its total.
PARTS = ("grants", "query", "whole")


def main() -> int:
    """Fill, measure, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="20,000 items, fewer turns")
    quick = options.parse_args().quick
    with own_records():
        return measured(items=20_000 if quick else 100_000, turns=15 if quick else 60)


def measured(items: int, turns: int) -> int:
    """The figures, as the last line."""
    from bench.parts import scoped  # noqa: PLC0415 - needs Django

    scoped.fill(ORGANISATIONS, USERS, items)
    lists = scoped.lists()
    times: dict[str, list[float]] = {f"{name}_{part}": [] for name in lists for part in PARTS}
    for _ in range(turns):
        for name, run in lists.items():
            for part, seconds in zip(PARTS, run(), strict=True):
                times[f"{name}_{part}"].append(seconds)
    figures = {f"{name}_ms": round(median(found) * 1000, 2) for name, found in times.items()}
    ratios = {
        f"{part}_ratio_{name}": round(figures[f"{name}_{part}_ms"] / figures[f"all_{part}_ms"], 2)
        for part in ("query", "whole")
        for name in ("half", "most")
    }
    reached = ratios["query_ratio_half"] <= REACH
    result = {"items": items, **figures, **ratios, "reach": REACH, "reached": reached}
    print("RESULT " + json.dumps(result))
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
