"""Whoever stops demo or drills in the middle finds neither a process nor a file of theirs afterwards."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.installation import ROOT
from servers import processes
from servers.waiting import until

pytestmark = [pytest.mark.integration, pytest.mark.drill]


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder that PostgreSQL, which runs as another user, can pass through; pytest's own are private."""
    with tempfile.TemporaryDirectory(prefix="tongyun-interrupted-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def as_from_a_terminal() -> None:
    """A shell's background jobs ignore Ctrl-C, and so would everything begun in one, these tests included."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


#: What is there once an installation is being prepared, and once it runs.
PREPARED, RUNS = "tongyun-demo-*/tongyun/tongyun.sqlite3", "tongyun-demo-*/tongyun/run/processes.json"


@pytest.mark.parametrize(
    ("command", "number", "when"),
    [
        (["demo"], signal.SIGINT, RUNS),
        (["demo"], signal.SIGTERM, PREPARED),
        (["tools.each", "drills", "--quick"], signal.SIGTERM, PREPARED),
    ],
)
def test_an_interruption_leaves_nothing_behind(
    passable: Path, command: list[str], number: signal.Signals, when: str
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(passable)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=as_from_a_terminal,
    )
    try:
        until(lambda: list(passable.glob(when)), "统运启动", 90)
        begun = [pid for pid in processes.family(child.pid) if pid != child.pid]
        assert any(processes.mentions(pid, "redis") for pid in begun)
    finally:
        child.send_signal(number)
        code = child.wait(60)
    assert code != 0
    assert [pid for pid in begun if processes.alive(pid)] == []
    assert list(passable.iterdir()) == []
