"""The tables of the records, migrated once for the whole run: each of its processes begins with a copy of them.

Migrations are Django's way of spending ten seconds of a processor; three processes on two of them need not all do it.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

TEMPLATE = "tongyun_migrated"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> None:
    """Let Django find tables where it would make them; the first process that asks makes them, the others wait."""
    if worker_id == "master":
        return
    of_this_run = tmp_path_factory.getbasetemp().parent
    made = of_this_run / f"{TEMPLATE}.sqlite3"
    records = settings.DATABASES["default"]
    server = "postgresql" in records["ENGINE"]
    with (of_this_run / f"{TEMPLATE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _migrate(_new_database(os.environ["DATABASE_URL"]) if server else f"sqlite:///{made}.half")
            made.touch() if server else Path(f"{made}.half").rename(made)
    if server:
        records["TEST"]["TEMPLATE"] = TEMPLATE
    else:
        shutil.copy(made, records["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(worker_id: str) -> bool:
    """Take the copied file for the database; PostgreSQL copies on its own, and has none of the name yet."""
    return worker_id != "master" and "sqlite3" in settings.DATABASES["default"]["ENGINE"]


def _new_database(server: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    return urlsplit(server)._replace(path=f"/{TEMPLATE}").geturl()


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=True)
