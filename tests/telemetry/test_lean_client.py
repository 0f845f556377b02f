"""Inserting must not cost what it does not need: pandas is installed because chDB wants it, and stays unloaded."""

import subprocess
import sys

from tests.telemetry.store_process import StoreProcess

PROGRAM = """
import sys
from tongyun.telemetry.store.client import connect
client = connect(sys.argv[1])
client.command("CREATE TABLE IF NOT EXISTS lean (a UInt64) ENGINE = Memory")
client.insert("lean", [[1], [2]], column_names=["a"])
print(client.query("SELECT sum(a) FROM lean").result_rows[0][0], "pandas" in sys.modules)
"""


def test_an_insert_does_not_load_pandas(store_process: StoreProcess) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, store_process.url], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["3", "False"]
