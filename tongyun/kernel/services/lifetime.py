"""Which process is meant, and whether it has ended: what a lease says of the worker that holds it.

A process is known by its process table (boot of the machine and PID namespace), its number there and the moment it
started. A host name would not do: containers share one, and a number is given out again. Where the system does not
tell (no `/proc`), nobody is declared dead, and leases end by themselves.
"""

import os
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path

PROC = Path("/proc")
#: States of a process that will never run again, though its number is still taken.
ENDED = ("Z", "X", "x")


@cache
def mark() -> str:
    """This process: `<table>.<pid>.<start>`, at most 27 characters."""
    return f"{_table()}.{os.getpid()}.{_started(os.getpid()) or 0:x}"


def ended(process: str) -> bool:
    """Whether the process of this mark is known to have ended. One of another process table never is."""
    table, _, rest = process.partition(".")
    pid, _, started = rest.partition(".")
    if table != _table() or not pid.isdigit():
        return False
    now = _started(int(pid))
    return now is None or f"{now:x}" != started


@cache
def _table() -> str:
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text()
        namespace = str((PROC / "self/ns/pid").readlink())
    except OSError:
        return secrets.token_hex(4)
    return sha256(f"{boot} {namespace}".encode()).hexdigest()[:8]


def _started(pid: int) -> int | None:
    """When a process started, in ticks since the boot; None when it does not run."""
    try:
        # The name in parentheses may hold anything, so the fields are counted from behind it (proc(5)).
        state, *fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    return None if state in ENDED else int(fields[18])
