"""200 people at work for a minute: they look at lists, search, open and edit, on an installation with years of data.

100,000 items, 1,000,000 tickets (`--tickets`), 3,300 people in 118 organisations. An installation of its own runs: web,
worker and store. Of the 200 people, one in ten sees everything, two in ten their organisation and those below, the
others their own organisation. Each does something (a page of the UI is one to three requests), then thinks for five
to fifteen seconds. The load generator runs beside it on the same machine. Reach: p95 of all requests at most 300 ms, no
error.

Usage: python -m bench.web [--quick] [--people N] [--seconds N] [--items N] [--tickets N]
On PostgreSQL: python -m tools.with_postgres python -m bench.web
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from random import Random
from urllib.parse import quote

from bench.parts.crowd import Notes, Person, work
from bench.parts.records import records_of
from bench.startup import cpu_seconds
from demo.installation import Installation
from demo.stage import folder, last_words

P95_LIMIT_MS = 300.0
THINK_S = (5.0, 15.0)
WARM_UP_S = 15.0
WORDS = ("密码", "数据库连接", "主机-012", "门户网站", "GD-B000123", "用户12", "打印机故障 77")
#: How often each thing is done, of a hundred.
MIX = {
    "workbench": 12,
    "tickets": 20,
    "tickets, open": 8,
    "tickets, next page": 5,
    "tickets, by word": 2,
    "items": 13,
    "items, by word": 2,
    "search": 12,
    "ticket": 13,
    "item": 6,
    "comment": 4,
    "edit item": 3,
}


def main() -> int:
    """Fill, start, let them work, judge."""
    parser = argparse.ArgumentParser(description="200 people at work for a minute.")
    parser.add_argument("--quick", action="store_true", help="20,000 items, 50,000 tickets, 20 s")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--items", type=int)
    parser.add_argument("--tickets", type=int)
    parser.add_argument("--processes", type=int, default=2, help="TONGYUN_WEB_PROCESSES")
    options = parser.parse_args()
    items = options.items or (20_000 if options.quick else 100_000)
    tickets = options.tickets or (50_000 if options.quick else 1_000_000)
    seconds = options.seconds or (20.0 if options.quick else 60.0)
    with folder() as home:
        given = {"DATABASE_URL": os.environ["DATABASE_URL"]} if os.environ.get("DATABASE_URL") else {}
        installation = Installation(home, {**given, "TONGYUN_WEB_PROCESSES": str(options.processes)})
        cookies = _filled(installation, items, tickets, options.people)
        with installation:
            result = measure(installation, cookies, seconds)
            if result["errors"]:
                print(last_words(home))
    result = {"items": items, "tickets": tickets, "people": options.people, "processes": options.processes, **result}
    print("RESULT " + json.dumps(result, ensure_ascii=False))
    return 0 if result["ok"] else 1


def _filled(installation: Installation, items: int, tickets: int, people: int) -> list[str]:
    """Make the data before anything runs; gives the cookies of those who work."""
    records_of(installation)
    from django.db import connections  # noqa: PLC0415 - after Django is set up

    from bench.parts import office  # noqa: PLC0415 - needs Django

    began = time.monotonic()
    office.fill(items, tickets)
    cookies = office.sign_in(people)
    connections.close_all()
    print(f"{items} items and {tickets} tickets made and indexed in {time.monotonic() - began:.0f} s", flush=True)
    return cookies


def measure(installation: Installation, cookies: list[str], seconds: float) -> dict[str, object]:
    """Let them work, once to warm up and once to count."""
    for length, notes in ((WARM_UP_S, Notes()), (seconds, Notes())):
        people = [Person(installation.port, cookie, Random(place), notes) for place, cookie in enumerate(cookies)]
        before, began = cpu_seconds(installation), time.monotonic()
        asyncio.run(work(people, act, length, THINK_S))
        took, after = time.monotonic() - began, cpu_seconds(installation)
    print(*notes.lines(), *notes.errors[:10], sep="\n")
    p95 = notes.p(95)
    return {
        "database": "postgresql" if "postgres" in os.environ.get("DATABASE_URL", "") else "sqlite",
        "requests": notes.count(),
        "requests_per_s": round(notes.count() / took, 1),
        "p50_ms": notes.p(50),
        "p95_ms": p95,
        "p99_ms": notes.p(99),
        "errors": len(notes.errors),
        "cpu_pct": {name: round(100 * (after[name] - before[name]) / took, 1) for name in after},
        "load_1m": round(os.getloadavg()[0], 1),
        "ok": p95 <= P95_LIMIT_MS and not notes.errors,
    }


async def act(person: Person) -> None:
    """Do one of the things that people do."""
    kind = person.dice.choices(list(MIX), list(MIX.values()))[0]
    match kind:
        case "workbench":
            for path in ("estate/health", "inbox?limit=50", "notifications?unread=true&limit=1"):
                await person.ask(path.partition("?")[0], path)
        case "tickets" | "items":
            await person.ask(kind, f"{kind}?limit=50")
        case "tickets, open":
            await person.ask(kind, "tickets?limit=50&state=open")
        case "tickets, next page":
            first = await person.ask("tickets", "tickets?limit=50")
            if first and first["next"]:
                await person.ask(kind, f"tickets?limit=50&cursor={first['next']}")
        case "tickets, by word" | "items, by word":
            await person.ask(kind, f"{kind.partition(',')[0]}?limit=50&q={person.dice.randrange(100, 10_000)}")
        case "search":
            await person.ask(kind, f"search?q={quote(person.dice.choice(WORDS))}")
        case "ticket" | "comment":
            await _ticket(person, comment=kind == "comment")
        case "item" | "edit item":
            await _item(person, edit=kind == "edit item")


async def _ticket(person: Person, *, comment: bool) -> None:
    found = await person.ask("tickets, open", "tickets?limit=50&state=open")
    if not found or not found["items"]:
        return
    path = f"tickets/{person.dice.choice(found['items'])['id']}"
    await person.ask("ticket", path)
    if comment:
        await person.ask("comment", f"{path}/comments", "POST", {"text": "已联系用户，正在处理。"})


async def _item(person: Person, *, edit: bool) -> None:
    found = await person.ask("items", "items?limit=50")
    if not found or not found["items"]:
        return
    chosen = person.dice.choice(found["items"])
    item = await person.ask("item", f"items/{chosen['id']}")
    await person.ask("item, relations", f"items/{chosen['id']}/relations")
    await person.ask("item, history", f"items/{chosen['id']}/history?limit=50")
    if item and edit:
        change = {"version": item["version"], "attributes": {"location": f"机房 {person.dice.randrange(100)} 号柜"}}
        await person.ask("edit item", f"items/{chosen['id']}", "PATCH", change)


if __name__ == "__main__":
    sys.exit(main())
