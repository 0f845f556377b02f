"""The inventory at the size of a city: 100,000 items, 500,000 relations, three years of history (bench/estate.py).

    python -m bench.inventory [--quick] [--only past,…] [--data FOLDER]
    python -m tools.with_postgres python -m bench.inventory

Each part measures one thing and says whether its reach was kept; a part is a function of bench/parts/ that gets the
estate and gives {figure: value, "ok": bool}. With `--data` the estate is kept in a folder and found again (SQLite).

past    as-of graph of a business system of 500 items: median at most 200 ms, at any moment of three years
impact  what breaks with an item, what can have broken it, depth 6, any item: p95 at most 20 ms
statistics  the overview in figures, nothing kept from before: p95 at most 300 ms
movers  fifty writers move the same edges: no violation of a limited end, no write refused, no acknowledged one lost
import  a table of items with broken rows: at least 2,000 items a second written, with identification and history
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

ITEMS, RELATIONS = 100_000, 500_000
QUICK_ITEMS, QUICK_RELATIONS = 10_000, 50_000


@dataclass(frozen=True)
class Filled:
    """The estate that parts measure on; `systems` are its business systems, the large ones first."""

    items: int
    relations: int
    systems: tuple[UUID, ...]


Part = Callable[[Filled], dict[str, Any]]


def parts() -> dict[str, Part]:
    """What is measured, in this order; what writes comes last."""
    from bench.parts import impact, importing, past, statistics  # noqa: PLC0415 - needs Django

    return {
        "past": past.measure,
        "impact": impact.measure,
        "statistics": statistics.measure,
        "movers": impact.movers,
        "import": importing.measure,
    }


def main() -> int:
    """Fill, measure, judge."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="a tenth of everything")
    options.add_argument("--only", default="", help="parts, separated by commas")
    options.add_argument("--data", type=Path, help="keep the estate here, or take the one that is here")
    asked = options.parse_args()
    home = asked.data or Path(tempfile.mkdtemp(prefix="tongyun-bench-inventory-"))
    os.environ.update(TONGYUN_DATA=str(home), DJANGO_SETTINGS_MODULE="tongyun.project.settings")
    try:
        return measured(home, set(filter(None, asked.only.split(","))), quick=asked.quick)
    finally:
        if asked.data is None:
            shutil.rmtree(home, ignore_errors=True)


def measured(home: Path, only: set[str], *, quick: bool) -> int:
    """The figures, as the last line."""
    import django  # noqa: PLC0415 - the settings read the environment set above

    django.setup()
    from django.db import connection  # noqa: PLC0415

    found = filled(home, quick=quick)
    result: dict[str, Any] = {"items": found.items, "relations": found.relations, "database": connection.vendor}
    well = True
    for name, part in parts().items():
        if only and name not in only:
            continue
        figures = part(found)
        print(f"{name}: {figures}", flush=True)
        result |= {f"{name}_{figure}": value for figure, value in figures.items()}
        well = well and bool(figures["ok"])
    print("RESULT " + json.dumps(result | {"load_1m": round(os.getloadavg()[0], 1), "ok": well}))
    return 0 if well else 1


def filled(home: Path, *, quick: bool) -> Filled:
    """The estate, made unless the folder has one."""
    from django.core.management import call_command  # noqa: PLC0415

    from bench.estate import fill  # noqa: PLC0415
    from tongyun.packs.facade import apply_all  # noqa: PLC0415

    items, relations = (QUICK_ITEMS, QUICK_RELATIONS) if quick else (ITEMS, RELATIONS)
    note = home / "estate.json"
    call_command("migrate", interactive=False, verbosity=0)
    apply_all()
    if note.exists():
        kept = json.loads(note.read_text())
        return Filled(kept["items"], kept["relations"], tuple(UUID(each) for each in kept["systems"]))
    began = time.perf_counter()
    systems = fill(items, relations)
    print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
    note.write_text(json.dumps({"items": items, "relations": relations, "systems": [str(each) for each in systems]}))
    return Filled(items, relations, tuple(systems))


def middle(seconds: list[float]) -> float:
    """The median in milliseconds."""
    return round(sorted(seconds)[len(seconds) // 2] * 1000, 1)


def slowest(seconds: list[float], share: float = 0.95) -> float:
    """The 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)


if __name__ == "__main__":
    sys.exit(main())
