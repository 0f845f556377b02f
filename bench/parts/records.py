"""Django for a benchmark: over records of its own that go with it, or over those of an installation."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from demo.installation import Installation
from tongyun.project.cli.django_setup import setup


@contextmanager
def own_records() -> Iterator[None]:
    """Django over an empty SQLite database in a folder that goes away, or over DATABASE_URL."""
    with tempfile.TemporaryDirectory(prefix="tongyun-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["TONGYUN_DATA"] = folder
        setup()
        yield


def records_of(installation: Installation) -> None:
    """Django over the records of an installation, running or not yet."""
    os.environ.update(installation.environment)
    setup()
