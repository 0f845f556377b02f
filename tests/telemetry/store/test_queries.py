"""Reading: formats, bound parameters, settings, types, headers."""

import io
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import lz4.frame
import pyarrow as pa
import pytest
from backports import zstd
from clickhouse_connect.driver.client import Client

from tests.telemetry.store.wire import Wire


def test_ping_needs_no_password(wire: Wire) -> None:
    for path in ("/ping", "/replicas_status", "/"):
        answer = wire.pool.request("GET", wire.store.address + path)
        assert (answer.status, answer.data) == (200, b"Ok.\n")


def test_query_in_the_url_and_in_the_body(wire: Wire) -> None:
    by_get = wire.pool.request("GET", f"{wire.store.address}/?query=SELECT%201", headers=wire.key)
    assert by_get.data == b"1\n"
    assert wire.send("SELECT 2").text == "2\n"


def test_bound_parameters(wire: Wire, client: Client) -> None:
    assert wire.send("SELECT {n:UInt8} + 1, {s:String}", param_n="4", param_s="a\\tb").text == "5\ta\\tb\n"
    values = {"n": 7, "s": "it's 中文 \\ \t \n", "list": ["a'b", "c"], "at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)}
    query = "SELECT {n:UInt8}, {s:String}, {list:Array(String)}, {at:DateTime('UTC')}"
    assert client.query(query, parameters=values).result_rows == [tuple(values.values())]


def test_many_bound_values_come_as_a_form(client: Client) -> None:
    names = [f"名字 {number}" for number in range(2000)]
    assert client.query("SELECT length({names:Array(String)})", parameters={"names": names}).result_rows == [(2000,)]


def test_settings_and_database_hold_for_one_request(wire: Wire) -> None:
    query = "SELECT getSetting('max_block_size'), currentDatabase()"
    assert wire.send(query, max_block_size="77", database="lab").text == "77\tlab\n"
    assert wire.send(query).text == "65409\tdefault\n"
    assert wire.send("SET max_block_size = 5").status == 200
    assert wire.send("USE lab").status == 200
    assert wire.send(query).text == "65409\tdefault\n"


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("TabSeparated", "1\t中\n"),
        ("TabSeparatedWithNames", "n\ts\n1\t中\n"),
        ("TabSeparatedWithNamesAndTypes", "n\ts\nUInt8\tString\n1\t中\n"),
        ("CSVWithNames", '"n","s"\n1,"中"\n'),
        ("JSONEachRow", '{"n":1,"s":"中"}\n'),
        ("JSONCompactEachRow", '[1, "中"]\n'),
    ],
)
def test_text_formats(wire: Wire, output: str, expected: str) -> None:
    by_setting = wire.send("SELECT 1 AS n, '中' AS s", default_format=output)
    by_clause = wire.send(f"SELECT 1 AS n, '中' AS s FORMAT {output}")
    by_header = wire.send("SELECT 1 AS n, '中' AS s", headers={"X-ClickHouse-Format": output})
    for reply in (by_setting, by_clause, by_header):
        assert (reply.text, reply.headers["x-clickhouse-format"]) == (expected, output)


def test_json_and_arrow(wire: Wire) -> None:
    assert '"rows": 2' in wire.send("SELECT number FROM numbers(2) FORMAT JSON").text
    stream = wire.send("SELECT number FROM numbers(3) FORMAT ArrowStream").body
    assert pa.ipc.open_stream(io.BytesIO(stream)).read_all().column(0).to_pylist() == [0, 1, 2]
    whole = wire.send("SELECT number FROM numbers(3) FORMAT Arrow").body
    assert pa.ipc.open_file(io.BytesIO(whole)).read_all().num_rows == 3


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "lz4", "zstd"])
def test_answers_are_packed_as_asked(wire: Wire, encoding: str) -> None:
    query = "SELECT number, toString(number) FROM numbers(200000)"
    packed = wire.send(query, headers={"Accept-Encoding": encoding})
    unpack = {
        "gzip": lambda data: zlib.decompress(data, 31),
        "deflate": zlib.decompress,
        "lz4": lz4.frame.decompress,
        "zstd": zstd.decompress,
    }[encoding]
    assert packed.headers["content-encoding"] == encoding
    assert unpack(packed.body) == wire.send(query).body


def test_headers_of_an_answer(wire: Wire) -> None:
    reply = wire.send("SELECT number FROM numbers(10)", query_id="my-id")
    assert reply.headers["x-clickhouse-query-id"] == "my-id"
    assert '"read_rows":"10"' in reply.headers["x-clickhouse-summary"]
    assert reply.headers["x-clickhouse-timezone"] == "UTC"
    assert "\n" not in wire.send("SELECT 1", query_id="a\nb: c").headers["x-clickhouse-query-id"]


def test_describing_statements(client: Client, table: str) -> None:
    assert client.query(f"DESCRIBE TABLE {table}").result_rows[0][:2] == ("a", "UInt64")
    assert client.query("SHOW TABLES FROM lab").result_rows == [("t",)]
    assert client.command(f"EXISTS TABLE {table}") == 1
    assert "MergeTree" in str(client.command(f"SHOW CREATE TABLE {table}"))
    assert client.query(f"EXPLAIN SELECT * FROM {table}").row_count > 0
    assert client.query("SELECT name FROM system.tables WHERE database = 'lab'").result_rows == [("t",)]
    assert "lab" in str(client.command("SHOW DATABASES"))


TYPES: list[tuple[str, Any]] = [
    ("UInt64", 2**64 - 1),
    ("Int8", -128),
    ("Float64", 1.5e300),
    ("Bool", True),
    ("String", "中文 🚀 \x00 \t"),
    ("LowCardinality(String)", "低"),
    ("Nullable(String)", None),
    ("Nullable(Int32)", 5),
    ("Array(Nullable(String))", ["a", None, "中"]),
    ("Map(String, String)", {"键": "值", "b": ""}),
    ("Map(LowCardinality(String), Array(UInt8))", {"x": [1, 2]}),
    ("Decimal(18, 4)", Decimal("12345.6789")),
    ("DateTime64(3, 'UTC')", datetime(2026, 11, 21, 1, 2, 3, 456000, tzinfo=UTC)),
    ("DateTime('UTC')", datetime(2026, 11, 21, 1, 2, 3, tzinfo=UTC)),
    ("UUID", UUID("0199a8a0-0000-7000-8000-000000000001")),
    ("Tuple(UInt8, String)", (1, "二")),
    ("Enum8('ok' = 1, 'bad' = 2)", "bad"),
    ("IPv4", "10.1.2.3"),
]


@pytest.mark.parametrize(("kind", "value"), TYPES, ids=[kind for kind, _ in TYPES])
def test_types_round_trip(client: Client, kind: str, value: Any) -> None:
    client.command(f"CREATE OR REPLACE TABLE lab.typed (k UInt8, v {kind}) ENGINE = MergeTree ORDER BY k")
    client.insert("lab.typed", [[1, value]], column_names=["k", "v"])
    found = client.query("SELECT v FROM lab.typed").result_rows[0][0]
    assert (str(found) if kind == "IPv4" else found) == value


def test_many_clients_at_once(client: Client, table: str) -> None:
    client.command(f"INSERT INTO {table} SELECT number, 'x' FROM numbers(1000)")

    def ask(number: int) -> tuple[int, int]:
        row = client.query(f"SELECT {{n:UInt32}}, count() FROM {table}", parameters={"n": number}).result_rows[0]
        return int(row[0]), int(row[1])

    with ThreadPoolExecutor(12) as threads:
        assert list(threads.map(ask, range(200))) == [(number, 1000) for number in range(200)]
