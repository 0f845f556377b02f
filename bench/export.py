"""A million rows taken out as csv and as xlsx: how long it takes, and that memory does not grow with the rows.

Each file is made by a process of its own, of 100,000 and of all items; what counts is how much more memory the larger
one took. Reach: at most 32 MB more, and every row in the file.

Usage: python -m bench.export [--quick]; on PostgreSQL: python -m tools.with_postgres python -m bench.export
"""

import argparse
import json
import multiprocessing
import os
import resource
import sys
import time

from bench.parts.records import own_records

ROWS, QUICK_ROWS = 1_000_000, 100_000
MORE_MB = 32.0


def main() -> int:
    """Fill, export, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="100,000 rows beside 10,000")
    rows = QUICK_ROWS if options.parse_args().quick else ROWS
    with own_records():
        return measured(rows)


def measured(rows: int) -> int:
    """The figures, as the last line."""
    from django.db import connection, connections  # noqa: PLC0415 - after Django is set up

    cookie = _filled(rows)
    vendor = connection.vendor
    connections.close_all()
    result: dict[str, object] = {"rows": rows, "database": vendor}
    well = True
    for form in ("csv", "xlsx"):
        few, all_ = (_in_a_process(form, cookie, part) for part in ("a", ""))
        more = round(all_["grown_mb"] - few["grown_mb"], 1)
        print(f"{form}: {few} {all_}", flush=True)
        result |= {f"{form}_s": all_["seconds"], f"{form}_mb": all_["file_mb"], f"{form}_more_memory_mb": more}
        well = well and more <= MORE_MB and all_["rows"] == rows
    result |= {"load_1m": round(os.getloadavg()[0], 1), "ok": well}
    print("RESULT " + json.dumps(result))
    return 0 if well else 1


def _filled(rows: int) -> str:
    """Items, a tenth of them of another source; gives the cookie of somebody who may take them out."""
    from django.core.management import call_command  # noqa: PLC0415 - needs Django

    from bench.parts import multiplying as many  # noqa: PLC0415 - needs Django
    from tongyun.inventory.models import Item  # noqa: PLC0415 - needs Django
    from tongyun.kernel.models import Grant, Organisation, User  # noqa: PLC0415 - needs Django
    from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles  # noqa: PLC0415 - needs Django
    from tongyun.kernel.services.signin.sessions import open_session  # noqa: PLC0415 - needs Django
    from tongyun.packs.facade import apply_all  # noqa: PLC0415 - needs Django

    call_command("migrate", interactive=False, verbosity=0)
    apply_all()
    root = Organisation.objects.create(code="root", name="市政府")
    user = User.objects.create(username="u", name="张伟", password="!", organisation=root)
    Grant.objects.create(user=user, role=ensure_roles()[OPERATIONS], scope="all")
    about = {"hostname": "host", "addresses": ["10.0.0.1"], "os": "Debian GNU/Linux 12"}
    first = Item.objects.create(type_id="host", name="主机", attributes=about, organisation=root, source="agent")
    many.numbers(rows - 1)
    columns = {"id": many.key(1, "n.i"), "name": f"'主机-' || {many.padded('n.i', 7)}"}
    many.multiply(first, {**columns, "source": "'a'"}, "n.i %% 10 = 0")
    many.multiply(first, columns, "n.i %% 10 > 0")
    many.settle()
    return open_session(user, "bench", "127.0.0.1", "bench").token


def _in_a_process(form: str, cookie: str, source: str) -> dict[str, float]:
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sender.send(_export(form, cookie, source)))
    child.start()
    sender.close()
    found: dict[str, float] = receiver.recv()
    child.join()
    return found


def _export(form: str, cookie: str, source: str) -> dict[str, float]:
    """Ask for the file as a browser does and throw it away as it comes."""
    from django.test import Client  # noqa: PLC0415 - needs Django

    client = Client()
    client.cookies["tongyun_session"] = cookie
    client.get("/api/v1/items?limit=1")
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    answer = client.get("/api/v1/items", {"format": form, **({"source": source} if source else {})})
    assert answer.status_code == 200, answer.content
    size = lines = 0
    for piece in answer.streaming_content:
        size, lines = size + len(piece), lines + piece.count(b"\n")
    return {
        "rows": lines - 1 if form == "csv" else int(answer.headers["X-Total-Count"]),
        "seconds": round(time.perf_counter() - began, 1),
        "file_mb": round(size / 1e6, 1),
        "grown_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
