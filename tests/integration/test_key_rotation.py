"""`tongyun keys rotate` killed in the middle: nothing is lost, and the next call finishes it."""

import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.prepared import Prepared

pytestmark = [pytest.mark.integration, pytest.mark.drill]

ROOT = Path(__file__).resolve().parents[2]
ROWS = 4000
FILL = """
from tongyun.project.cli.django_setup import setup
setup()
from tongyun.gateway.models import Subscription
from tongyun.kernel.facade import seal
Subscription.objects.bulk_create(
    Subscription(name=f"s{n}", url="http://x", secret=seal(f"secret-{n}", "gateway.subscription")) for n in range(%d)
)
"""
CHECK = """
from tongyun.project.cli.django_setup import setup
setup()
from tongyun.gateway.models import Subscription
from tongyun.kernel.facade import unseal
rows = list(Subscription.objects.all())
assert len(rows) == %d
assert all(unseal(row.secret, "gateway.subscription") == f"secret-{row.name[1:]}" for row in rows)
"""


@pytest.fixture
def environment(tmp_path: Path, prepared: Prepared) -> dict[str, str]:
    return prepared.installation(tmp_path, {"TONGYUN_LOG_LEVEL": "WARNING"}).environment


def run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_killed_rotation_is_finished_by_the_next(tmp_path: Path, environment: dict[str, str]) -> None:
    assert run(environment, "-c", FILL % ROWS).returncode == 0

    with subprocess.Popen(
        [sys.executable, "-u", "-m", "tongyun", "keys", "rotate"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as rotating:
        assert rotating.stdout is not None
        for line in rotating.stdout:
            if "已处理" in line:
                rotating.kill()
                break
    keys = keys_in_use(tmp_path)
    assert sum(keys.values()) == ROWS
    assert len(keys) == 2, "some rows of both keys: it was killed in the middle"
    assert run(environment, "-c", CHECK % ROWS).returncode == 0

    again = run(environment, "-m", "tongyun", "keys", "rotate")
    assert again.returncode == 0, again.stderr
    assert "上次轮换未完成" in again.stdout
    assert len(keys_in_use(tmp_path)) == 1
    assert run(environment, "-c", CHECK % ROWS).returncode == 0

    [old] = set(keys) - set(keys_in_use(tmp_path))
    [current] = keys_in_use(tmp_path)
    assert run(environment, "-m", "tongyun", "keys", "destroy", current).returncode == 1
    assert run(environment, "-m", "tongyun", "keys", "destroy", old).returncode == 0
    assert old not in run(environment, "-m", "tongyun", "keys", "list").stdout
    assert run(environment, "-c", CHECK % ROWS).returncode == 0


def test_a_key_in_use_is_not_destroyed(environment: dict[str, str]) -> None:
    assert run(environment, "-c", FILL % 1).returncode == 0
    listed = run(environment, "-m", "tongyun", "keys", "list").stdout
    assert "当前  1 条" in listed
    missing = run(environment, "-m", "tongyun", "keys", "destroy", str(uuid.uuid4()))
    assert (missing.returncode, "没有" in missing.stderr) == (1, True)


def keys_in_use(tmp_path: Path) -> dict[str, int]:
    with sqlite3.connect(tmp_path / "tongyun" / "tongyun.sqlite3") as database:
        counted: dict[str, int] = {}
        for (sealed,) in database.execute("SELECT secret FROM gateway_subscription"):
            key = sealed.split(".")[2]
            counted[key] = counted.get(key, 0) + 1
        return counted
