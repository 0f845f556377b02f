"""The search box over a million records, asked by people who see everything, half of the city, or their own unit.

100,000 items, 3,300 people, and tickets up to a million documents. What is asked for: common and rare words, two words,
beginnings of numbers and of names, one character, initials. Reach: p95 of all answers at most 200 ms.

Usage: python -m bench.search [--quick]; on PostgreSQL: python -m tools.with_postgres python -m bench.search
"""

import argparse
import json
import os
import sys
import time
from statistics import median, quantiles

from bench.parts.records import own_records

REACH_MS = 200.0
WORDS = {
    "common": ("故障", "密码错误", "门户网站"),
    "two words": ("打印机 故障", "密码 登录 123456"),
    "rare": ("主机-012345", "数据库连接超时 777777", "host-054321", "10.1.2.3"),
    "beginning": ("GD-B0012", "1234", "host", "g"),
    "one character": ("密", "机"),
    "person": ("用户12", "yh", "yonghu"),
    "nothing": ("无此事项", "zzzzqq"),
}


def main() -> int:
    """Fill, measure, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="50,000 documents, fewer turns")
    quick = options.parse_args().quick
    with own_records():
        return measured(20_000 if quick else 100_000, 26_700 if quick else 896_700, 5 if quick else 12)


def measured(items: int, tickets: int, turns: int) -> int:
    """The figures, as the last line."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    from bench.parts import multiplying as many  # noqa: PLC0415 - needs Django
    from bench.parts import office  # noqa: PLC0415 - needs Django
    from tongyun.kernel.services.searching import rebuild  # noqa: PLC0415 - needs Django

    office.fill(items, tickets, index=False)
    began = time.perf_counter()
    documents = rebuild()
    indexed = time.perf_counter() - began
    many.settle()
    times = _asked(turns)
    for name, found in times.items():
        print(f"{name:24} median {median(found):8.1f} ms   max {max(found):8.1f} ms")
    every = [each for found in times.values() for each in found]
    p95 = quantiles(every, n=20)[-1]
    result = {
        "documents": documents,
        "database": connection.vendor,
        "indexed_per_s": round(documents / indexed),
        "median_ms": round(median(every), 1),
        "p95_ms": round(p95, 1),
        "max_ms": round(max(every), 1),
        "load_1m": round(os.getloadavg()[0], 1),
        "ok": p95 <= REACH_MS,
    }
    print("RESULT " + json.dumps(result))
    return 0 if result["ok"] else 1


def _asked(turns: int) -> dict[str, list[float]]:
    """Milliseconds of each kind of question as each of three people asks it."""
    from tongyun.kernel.contracts import Actor  # noqa: PLC0415 - needs Django
    from tongyun.kernel.models import User  # noqa: PLC0415 - needs Django
    from tongyun.kernel.services import context  # noqa: PLC0415 - needs Django
    from tongyun.kernel.services.searching.find import search  # noqa: PLC0415 - needs Django

    times: dict[str, list[float]] = {}
    for username in ("all", "half", "u77"):
        user = User.objects.get(username=username)
        for _ in range(turns):
            for kind, asked in WORDS.items():
                for words in asked:
                    with context.acting_as(Actor("user", str(user.id), user.name)):
                        began = time.perf_counter()
                        search(words)
                        times.setdefault(f"{username}, {kind}", []).append((time.perf_counter() - began) * 1000)
    return times


if __name__ == "__main__":
    sys.exit(main())
