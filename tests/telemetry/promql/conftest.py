"""One store and one Prometheus with the same samples."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.telemetry.promql.loading import Laboratory
from tests.telemetry.promql.prometheus_server import Prometheus
from tests.telemetry.promql.recording import demo, odd
from tests.telemetry.store_process import StoreProcess
from tongyun.telemetry.promql.engine import PromqlEngine
from tongyun.telemetry.store.client import connect
from tongyun.telemetry.store.migrate import migrate

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> Any:
    """The contents of a case file."""
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def laboratory() -> Iterator[Laboratory]:
    with StoreProcess() as store:
        client = connect(store.url)
        migrate(client)
        made = Laboratory(client)
        client.command("SYSTEM STOP MERGES promql_lab.samples")
        made.load([*demo(), *odd()], times=2)
        yield made


@pytest.fixture(scope="session")
def engine(laboratory: Laboratory) -> PromqlEngine:
    return laboratory.engine


@pytest.fixture(scope="session")
def prometheus() -> Iterator[Prometheus]:
    with Prometheus() as server:
        server.load([*demo(), *odd()])
        yield server
