"""Loaded by pytest before Django's settings: every run has a data folder of its own."""

import os
import shutil
import tempfile

folder = tempfile.mkdtemp(prefix="tongyun-test-")
os.environ["TONGYUN_DATA"] = folder
os.environ.pop("TONGYUN_CLICKHOUSE_URL", None)
os.environ["TONGYUN_LOG_LEVEL"] = "WARNING"


def pytest_unconfigure() -> None:
    """Remove the folder."""
    shutil.rmtree(folder, ignore_errors=True)
