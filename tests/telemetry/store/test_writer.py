"""The schema and the writer of samples, on the real store."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.telemetry.store_process import StoreProcess
from tongyun.telemetry.contracts import Sample
from tongyun.telemetry.store.client import connect
from tongyun.telemetry.store.errors import StoreUnavailable
from tongyun.telemetry.store.migrate import migrate, migrations, set_retention, statements
from tongyun.telemetry.store.writer import REFRESH_MS, SampleWriter, series_id

NOW = 1_795_000_000_000


@pytest.fixture(scope="module")
def own_store() -> Iterator[StoreProcess]:
    with StoreProcess() as running:
        yield running


@pytest.fixture
def db(own_store: StoreProcess) -> Client:
    client = connect(own_store.url)
    migrate(client)
    set_retention(client, 3650)
    for name in ("series", "samples"):
        client.command(f"TRUNCATE TABLE tongyun.{name}")
    return client


def test_migrations_run_once(own_store: StoreProcess) -> None:
    client = connect(own_store.url)
    first = migrate(client)
    assert first in ([], [f"{each.number:04d}_{each.name}" for each in migrations()])
    assert migrate(client) == []
    assert client.query("SELECT count() FROM tongyun.schema_migrations").result_rows == [(len(migrations()),)]


def test_a_migration_that_was_cut_off_runs_again(db: Client) -> None:
    db.command("TRUNCATE TABLE tongyun.schema_migrations")
    assert len(migrate(db)) == len(migrations())


def test_retention(db: Client) -> None:
    set_retention(db, 7)
    assert "toIntervalDay(7)" in str(db.command("SHOW CREATE TABLE tongyun.samples"))
    with pytest.raises(ValueError):
        set_retention(db, 0)


def test_migration_files_are_checked(tmp_path: Path) -> None:
    (tmp_path / "first.sql").write_text("SELECT 1")
    with pytest.raises(ValueError, match=r"first\.sql"):
        migrations(tmp_path)
    assert statements("-- a;b\nSELECT ';';\n/* ; */ SELECT 2;\n-- end;") == ["-- a;b\nSELECT ';'", "/* ; */ SELECT 2"]


def test_samples_and_series(db: Client) -> None:
    writer = SampleWriter(db)
    samples = [
        Sample("up", {"ci": "h1", "job": "节点"}, NOW, 1.0),
        Sample("up", {"job": "节点", "ci": "h1", "empty": ""}, NOW + 15_000, 0.5),
        Sample("up", {"ci": "h2"}, NOW, float("nan"), stale=True),
        Sample("load", {}, NOW, float("inf")),
    ]
    assert writer.write(samples) == 4
    assert writer.write([]) == 0
    rows = db.query("SELECT name, labels, ci FROM tongyun.series FINAL ORDER BY name, ci").result_rows
    assert rows == [("load", {}, ""), ("up", {"ci": "h1", "job": "节点"}, "h1"), ("up", {"ci": "h2"}, "h2")]
    of_h1 = {"id": series_id("up", {"ci": "h1", "job": "节点"})}
    found = db.query(
        "SELECT toUnixTimestamp64Milli(ts), value, stale FROM tongyun.samples WHERE id = {id:UInt64}", of_h1
    )
    assert found.result_rows == [(NOW, 1.0, False), (NOW + 15_000, 0.5, False)]
    assert db.query(
        "SELECT countIf(stale AND isNaN(value)), countIf(isInfinite(value)) FROM tongyun.samples"
    ).result_rows == [(1, 1)]


def test_a_report_sent_again_is_stored_once(db: Client) -> None:
    samples = [Sample("m", {"i": str(number)}, NOW, number) for number in range(500)]
    SampleWriter(db).write(samples)
    SampleWriter(db).write(samples)
    query = "SELECT (SELECT count() FROM tongyun.samples FINAL), (SELECT count() FROM tongyun.series FINAL)"
    assert db.query(query).result_rows == [(500, 500)]


def test_first_seen_survives_a_new_writer_and_last_seen_moves(db: Client) -> None:
    writer = SampleWriter(db)
    writer.write([Sample("m", {}, NOW, 1)])
    writer.write([Sample("m", {}, NOW + 1000, 1)])
    writer.write([Sample("m", {}, NOW + REFRESH_MS, 1)])
    SampleWriter(db).write([Sample("m", {}, NOW + 2 * REFRESH_MS, 1)])
    seen = "SELECT toUnixTimestamp64Milli(first_seen), toUnixTimestamp64Milli(last_seen) FROM tongyun.series FINAL"
    assert db.query(seen).result_rows == [(NOW, NOW + 2 * REFRESH_MS)]


def test_an_older_sample_that_comes_late_moves_first_seen_back(db: Client) -> None:
    writer = SampleWriter(db)
    writer.write([Sample("m", {}, NOW, 1)])
    writer.write([Sample("m", {}, NOW - 60_000, 1)])
    seen = "SELECT toUnixTimestamp64Milli(first_seen), toUnixTimestamp64Milli(last_seen) FROM tongyun.series FINAL"
    assert db.query(seen).result_rows == [(NOW - 60_000, NOW)]


def test_before_the_tables_are_made_a_batch_is_to_be_sent_later() -> None:
    with StoreProcess() as store, pytest.raises(StoreUnavailable, match="not ready"):
        SampleWriter(connect(store.url)).write([Sample("m", {}, NOW, 1)])


def test_a_store_without_memory_is_not_the_samples_fault() -> None:
    with StoreProcess() as store:
        client = connect(store.url)
        migrate(client)
        client.set_client_setting("max_memory_usage", 1000)
        with pytest.raises(StoreUnavailable, match="MEMORY_LIMIT"):
            SampleWriter(client).write([Sample("m", {"i": str(number)}, NOW, 1) for number in range(5000)])


def test_the_cache_of_series_is_bounded(db: Client) -> None:
    writer = SampleWriter(db, known_series=10)
    for batch in range(5):
        writer.write([Sample("m", {"i": str(batch * 20 + number)}, NOW, 1) for number in range(20)])
    assert len(writer._known) == 10
    assert db.query("SELECT count() FROM tongyun.series FINAL").result_rows == [(100,)]


def test_a_batch_may_be_sent_again_after_the_store_was_away() -> None:
    with StoreProcess() as store:
        client = connect(store.url)
        migrate(client)
        writer = SampleWriter(client)
        samples = [Sample("m", {"ci": "x"}, NOW, 1)]
        store.kill()
        with pytest.raises(StoreUnavailable):
            writer.write(samples)
        store.start()
        assert writer.write(samples) == 1
        assert client.query("SELECT count() FROM tongyun.series").result_rows == [(1,)]


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=4), st.text(max_size=5))
def test_ids_do_not_depend_on_order_or_on_empty_labels(labels: dict[str, str], name: str) -> None:
    turned = dict(reversed(labels.items()))
    assert series_id(name, labels) == series_id(name, {**turned, "\x00nothing": ""})


def test_ids_tell_series_apart_and_stay() -> None:
    assert series_id("a", {"b": "c"}) != series_id("ab", {"": "c"}) != series_id("a", {"bc": ""})
    assert series_id("a", {"b": "cd"}) != series_id("a", {"bc": "d"})
    assert series_id("up", {"ci": "h1"}) == 3_214_270_731_871_062_784


def test_writing_draws_in_no_heavy_library() -> None:
    code = (
        "import sys, tongyun.telemetry.store.writer, tongyun.telemetry.store.migrate;"
        "print([name for name in ('pandas', 'pyarrow', 'numpy', 'chdb', 'django', 'granian') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
