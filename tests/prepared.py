"""An installation that was prepared once for the whole run: a first start migrates and applies every pack, and a test
that is not about first starts would only wait for it."""

import fcntl
import shutil
from pathlib import Path

import pytest

from demo.installation import Installation

PATIENCE_S = 240.0


class Prepared:
    """What `tongyun prepare` leaves in an empty data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def installation(self, home: Path, settings: dict[str, str] | None = None) -> Installation:
        """An installation of its own with a copy of that data, not started yet."""
        found = Installation(home, settings)
        shutil.copytree(self.data, found.data)
        return found


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Prepared:
    """Of the processes of this run the first that asks prepares it, and the others wait."""
    of_this_run = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    whole = of_this_run / "prepared"
    with (of_this_run / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            half = of_this_run / "half-prepared"
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            Installation(half).command("prepare", seconds=PATIENCE_S)
            half.rename(whole)
    return Prepared(Installation(whole).data)
