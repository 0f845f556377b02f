"""Writing: every way data comes in, packed or not, and what is left after a bad row (nothing)."""

import gzip
import io
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import clickhouse_connect
import lz4.frame
import pyarrow as pa
import pytest
from backports import zstd
from clickhouse_connect.driver.client import Client

from tests.telemetry.store.wire import Wire
from tongyun.telemetry.store.body import shared_folder
from tongyun.telemetry.store.client import connect

ROWS = [(1, "一"), (2, "two")]
PACK: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "lz4": lz4.frame.compress,
    "zstd": zstd.compress,
}


def arrow(stream: bool) -> bytes:
    table = pa.table({"a": pa.array([1, 2], pa.uint64()), "b": ["一", "two"]})
    sink = io.BytesIO()
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def native(wire: Wire) -> bytes:
    return wire.send(
        "SELECT toUInt64(number + 1) AS a, ['一', 'two'][number + 1] AS b FROM numbers(2) FORMAT Native"
    ).body


def stored(client: Client) -> list[tuple[int, str]]:
    return [tuple(row) for row in client.query("SELECT a, b FROM lab.t ORDER BY a").result_rows]


@pytest.mark.parametrize("encoding", PACK)
@pytest.mark.parametrize("kind", ["JSONEachRow", "Native", "Arrow", "ArrowStream", "CSV", "TabSeparated", "Values"])
def test_formats_and_encodings(wire: Wire, client: Client, table: str, kind: str, encoding: str) -> None:
    data = {
        "JSONEachRow": '{"a":1,"b":"一"}\n{"b":"two","a":2}\n'.encode(),
        "Native": native(wire),
        "Arrow": arrow(stream=False),
        "ArrowStream": arrow(stream=True),
        "CSV": '1,"一"\n2,two\n'.encode(),
        "TabSeparated": "1\t一\n2\ttwo\n".encode(),
        "Values": "(1,'一'), (2, 'two')".encode(),
    }[kind]
    packed = PACK[encoding]
    query = f"INSERT INTO {table} (a, b) FORMAT {kind}"
    by_url = wire.send(packed(data), headers={"Content-Encoding": encoding}, query=query)
    assert (by_url.status, by_url.text) == (200, "")
    assert '"written_rows":"2"' in by_url.headers["x-clickhouse-summary"]
    assert stored(client) == ROWS
    by_body = wire.send(packed(query.encode() + b"\n" + data), headers={"Content-Encoding": encoding})
    assert by_body.status == 200
    assert len(stored(client)) == 4


def test_concatenated_frames_are_one_body(wire: Wire, client: Client, table: str) -> None:
    for encoding in ("gzip", "lz4", "zstd"):
        pack = PACK[encoding]
        body = pack(b'{"a":1,"b":"') + pack(b'x"}\n')
        assert (
            wire.send(
                body, headers={"Content-Encoding": encoding}, query=f"INSERT INTO {table} FORMAT JSONEachRow"
            ).status
            == 200
        )
    assert stored(client) == [(1, "x")] * 3


@pytest.mark.parametrize("compress", [False, "lz4", "zstd", "gzip"])
def test_clickhouse_connect_inserts(wire: Wire, table: str, compress: bool | str) -> None:
    other = clickhouse_connect.get_client(
        host="127.0.0.1", port=wire.store.port, password=wire.store.password, compress=compress
    )
    other.insert(table, [[number, f"行 {number}"] for number in range(5000)], column_names=["a", "b"])
    assert other.query(f"SELECT count(), max(b) FROM {table}").result_rows == [(5000, "行 999")]
    assert other.command(f"INSERT INTO {table} (a, b) VALUES (9999, 'v')").written_rows == 1
    other.close()


def test_statement_shapes(wire: Wire, client: Client, table: str) -> None:
    for query in (
        f"INSERT INTO {table} VALUES (1, 'a;b'), (2, 'c');",
        f"insert into {table} (* EXCEPT(b)) values (3)",
        f"INSERT INTO TABLE {table} (a, b) SETTINGS max_threads = 1 VALUES (4, '--')",
        f'/* x */ INSERT INTO {table} (b, a) -- a remark\nFORMAT JSONEachRow\n{{"a": 5, "b": "e"}}',
        f"INSERT INTO {table} SELECT 6, 'f'",
        f"INSERT INTO {table} FORMAT TSV\n7\tg\n",
    ):
        reply = wire.send(query)
        assert reply.status == 200, reply.text
    assert [row[0] for row in stored(client)] == [1, 2, 3, 4, 5, 6, 7]
    assert wire.send(b"", query=f"INSERT INTO {table} FORMAT JSONEachRow").status == 200


def test_data_over_several_blocks_is_one_part(wire: Wire, client: Client, table: str) -> None:
    data = b'{"a":1,"b":"x"}\n' * 300_000
    assert wire.send(data, query=f"INSERT INTO {table} FORMAT JSONEachRow").status == 200
    assert client.command("SELECT count() FROM system.parts WHERE database = 'lab' AND table = 't' AND active") == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":1,"b":"x"}\n' * 1000 + b'{"a":2,"b":', 26),
        (b'{"a":1,"b":"x"}\n' * 1000 + b'{"a":"no number","b":"x"}', 27),
        (b'{"a":1,"b":"x"}\n' * 400_000 + b"}", 117),
        (b'{"a":1,"c":"x"}\n', 117),
    ],
    ids=["cut off", "wrong type", "late and large", "unknown field"],
)
def test_a_bad_row_leaves_nothing(wire: Wire, client: Client, table: str, data: bytes, code: int) -> None:
    settings = {"input_format_skip_unknown_fields": "0"}
    reply = wire.send(data, query=f"INSERT INTO {table} FORMAT JSONEachRow", **settings)
    assert reply.status == 400
    assert reply.code in (code, 26, 27, 117)
    assert "/dev/shm" not in reply.text
    assert stored(client) == []


def test_damaged_and_oversized_bodies(wire: Wire, client: Client, table: str) -> None:
    query = f"INSERT INTO {table} FORMAT JSONEachRow"
    packed = gzip.compress(b'{"a":1,"b":"x"}\n' * 1000)
    assert wire.send(packed[:-20], headers={"Content-Encoding": "gzip"}, query=query).code == 354
    assert wire.send(b"not gzip", headers={"Content-Encoding": "gzip"}, query=query).code == 354
    assert wire.send(packed, headers={"Content-Encoding": "br"}, query=query).code == 48
    bomb = zstd.compress(b" " * (64 << 20))
    reply = wire.send(bomb, headers={"Content-Encoding": "zstd"}, query=query)
    assert (reply.status, reply.code) == (413, 307)
    assert wire.send(b"SELECT " + b"1 + " * 400_000 + b"1").code == 62
    assert stored(client) == []


def test_an_honest_length_over_the_limit_is_refused_before_it_is_sent(wire: Wire, table: str) -> None:
    headers = {**wire.key, "Content-Length": str(1 << 30), "Connection": "close"}
    url = f"{wire.store.address}/?query=INSERT+INTO+{table}+FORMAT+JSONEachRow"
    answer = wire.pool.request("POST", url, body=b"", headers=headers)
    assert answer.status == 413


def test_nothing_is_left_of_bodies(wire: Wire, table: str) -> None:
    wire.send(b'{"a":1,"b":"x"}', query=f"INSERT INTO {table} FORMAT JSONEachRow")
    wire.send(b'{"a":1,"b"', query=f"INSERT INTO {table} FORMAT JSONEachRow")
    assert list(shared_folder(wire.store.data).glob("body-*")) == []
    assert list((wire.store.data / "tmp" / "bodies").iterdir()) == []


def test_one_client_serves_many_threads(wire: Wire, client: Client, table: str) -> None:
    shared = connect(wire.store.url)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: shared.insert(table, [[n, str(n)]], column_names=["a", "b"]), range(80)))
    assert [row[0] for row in stored(client)] == list(range(80))
