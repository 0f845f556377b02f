"""One store for the tests that do not harm it."""

from collections.abc import Iterator

import pytest
from clickhouse_connect.driver.client import Client

from tests.telemetry.store.wire import Wire
from tests.telemetry.store_process import StoreProcess
from tongyun.telemetry.store.client import connect


@pytest.fixture(scope="session")
def store() -> Iterator[StoreProcess]:
    with StoreProcess(environment={"TONGYUN_STORE_MEMORY_MIB": "512", "TONGYUN_STORE_MAX_BODY_MIB": "16"}) as running:
        yield running


@pytest.fixture(scope="session")
def client(store: StoreProcess) -> Client:
    made = connect(store.url)
    made.command("CREATE DATABASE IF NOT EXISTS lab")
    return made


@pytest.fixture(scope="session")
def wire(store: StoreProcess, client: Client) -> Wire:
    return Wire(store)


@pytest.fixture
def table(client: Client) -> Iterator[str]:
    client.command("CREATE OR REPLACE TABLE lab.t (a UInt64, b String) ENGINE = MergeTree ORDER BY a")
    yield "lab.t"
    client.command("DROP TABLE lab.t")
