"""Loaded by pytest before Django's settings: every run has a data folder of its own."""

import os
import shutil
import tempfile

from hypothesis import settings

folder = tempfile.mkdtemp(prefix="tongyun-test-")
os.environ["TONGYUN_DATA"] = folder
os.environ.pop("TONGYUN_CLICKHOUSE_URL", None)
os.environ["TONGYUN_LOG_LEVEL"] = "WARNING"


# The same examples in every run: a red CI is a reason, not a dice roll. No deadline: this is no stopwatch.
settings.register_profile("suite", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("suite")


def pytest_unconfigure() -> None:
    """Remove the folder."""
    shutil.rmtree(folder, ignore_errors=True)
