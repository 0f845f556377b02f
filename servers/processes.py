"""Processes by id: who belongs to whom, and how to end exactly those."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

END_PATIENCE_S = 10.0
PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Make this process the parent of every descendant that loses its own, such as a server in the background.

    So whoever restarts a server, it stays in our family; and a killed one does not linger as a zombie, which
    PostgreSQL would take for a postmaster that still runs.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def exit_on_sigterm() -> None:
    """Let SIGTERM end this process as an exit does, so that every `with` cleans up; a second one does not disturb."""

    def leave(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.exit(143)

    signal.signal(signal.SIGTERM, leave)


def run_to_end(command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> int:
    """Run a program that cleans up after itself; its exit code. Whatever ends us first waits until it has done so.

    Ctrl-C reaches it from the terminal; SIGTERM (see `exit_on_sigterm`) we pass on.
    """
    child = subprocess.Popen(command, cwd=cwd, env=env)
    try:
        return child.wait()
    except SystemExit:
        child.terminate()
        raise
    finally:
        child.wait()


def family(root: int) -> list[int]:
    """A process and all its descendants, the process first; empty when it is gone."""
    if not alive(root):
        return []
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            children.setdefault(_parent(entry), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def mentions(pid: int, text: str) -> bool:
    """Whether the command line or the working folder of the process names this text: the proof that it is ours."""
    with suppress(OSError):
        if text in Path(f"/proc/{pid}/cmdline").read_text(errors="replace"):
            return True
    with suppress(OSError):
        return text in str(Path(f"/proc/{pid}/cwd").readlink())
    return False


def pid_in(path: Path) -> int | None:
    """The number in the first line of a pid file."""
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def end(pids: Iterable[int], *numbers: signal.Signals) -> None:
    """End these processes, each signal given some time: by default politely, then for good."""
    left = list(pids)
    for number in numbers or (signal.SIGTERM, signal.SIGKILL):
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + END_PATIENCE_S
        while (left := [pid for pid in left if not _gone(pid)]) and time.monotonic() < deadline:
            time.sleep(0.02)
        if not left:
            return


def _gone(pid: int) -> bool:
    """Whether the process ended; one that we adopted is collected."""
    with suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    return not alive(pid)


def _parent(entry: Path) -> int:
    with suppress(OSError, IndexError, ValueError):
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    return 0
