"""ClickHouse's own codes and statuses, and who may ask at all."""

import base64
from concurrent.futures import ThreadPoolExecutor

import clickhouse_connect
import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from servers.server import free_port
from tests.telemetry.store.wire import Wire
from tests.telemetry.store_process import StoreProcess
from tongyun.telemetry.store.client import connect, unavailable
from tongyun.telemetry.store.errors import StoreUnavailable, from_engine

CASES = [
    ("SELECT * FROM lab.nowhere", 404, 60, "UNKNOWN_TABLE"),
    ("SELECT * FROM nowhere", 404, 60, "UNKNOWN_TABLE"),
    ("SELEC 1", 400, 62, "SYNTAX_ERROR"),
    ("SELECT 1 +", 400, 62, "SYNTAX_ERROR"),
    ("SELECT 'open", 400, 62, "SYNTAX_ERROR"),
    ("", 400, 62, "SYNTAX_ERROR"),
    ("SELECT nocolumn FROM system.one", 404, 47, "UNKNOWN_IDENTIFIER"),
    ("SELECT nofunction(1)", 404, 46, "UNKNOWN_FUNCTION"),
    ("SELECT 1 FORMAT Nonsense", 404, 73, "UNKNOWN_FORMAT"),
    ("SELECT {x:UInt8}", 400, 456, "UNKNOWN_QUERY_PARAMETER"),
    ("SELECT * FROM nodatabase.t", 404, 81, "UNKNOWN_DATABASE"),
    ("SELECT groupArray(number) FROM numbers(1000000000)", 500, 241, "MEMORY_LIMIT_EXCEEDED"),
    ("SELECT 1 SETTINGS max_memory_usage = 99999999999999", 403, 452, "SETTING_CONSTRAINT_VIOLATION"),
]


@pytest.mark.parametrize(("query", "status", "code", "name"), CASES)
def test_codes(wire: Wire, query: str, status: int, code: int, name: str) -> None:
    reply = wire.send(query) if query else wire.send(b" ")
    assert (reply.status, reply.code) == (status, code), reply.text
    assert reply.text.startswith(f"Code: {code}. DB::Exception: ")
    assert f"({name})" in reply.text
    assert reply.text.count("DB::Exception") == 1


def test_unknown_settings_databases_and_paths(wire: Wire) -> None:
    assert wire.send("SELECT 1", nosuch="1").code == 115
    assert wire.send("SELECT 1", **{"no such; --": "1"}).code == 115
    assert wire.send("SELECT 1", max_threads="many").status == 400
    assert wire.send("SELECT 1", max_memory_usage="99999999999999").code == 452
    assert wire.send("SELECT 1", database="nodatabase").code == 81
    assert wire.send("SELECT 1", database="x`; DROP DATABASE lab").code == 81
    assert wire.send("SELECT 1", compress="1").code == 48
    assert wire.send(b"SELECT '\xff\xfe'").code == 62
    assert wire.pool.request("GET", f"{wire.store.address}/play").status == 404


def test_clickhouse_connect_sees_the_codes(client: Client) -> None:
    with pytest.raises(DatabaseError) as caught:
        client.query("SELECT * FROM lab.nowhere")
    assert (caught.value.code, caught.value.name) == (60, "UNKNOWN_TABLE")


def test_passwords(wire: Wire) -> None:
    ask = f"{wire.store.address}/?query=SELECT+1"
    right = wire.store.password

    def status(headers: dict[str, str], url: str = ask) -> int:
        return int(wire.pool.request("GET", url, headers=headers).status)

    def basic(user: str, password: str) -> dict[str, str]:
        return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}

    assert status({"X-ClickHouse-User": "default", "X-ClickHouse-Key": right}) == 200
    assert status(basic("default", right)) == 200
    assert status({}, f"{ask}&user=default&password={right}") == 200
    assert status({}) == 403
    assert status({"X-ClickHouse-Key": right + "x"}) == 403
    assert status({"X-ClickHouse-User": "root", "X-ClickHouse-Key": right}) == 403
    assert status(basic("default", "")) == 403
    assert status({"Authorization": "Basic !!!"}) == 403
    assert status({"Authorization": "Bearer " + right}) == 403
    refused = wire.send("SELECT 1", headers={"X-ClickHouse-Key": "wrong"})
    assert (refused.status, refused.code) == (403, 516)
    assert "AUTHENTICATION_FAILED" in refused.text


def test_no_store_is_store_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        connect(f"http://default:x@127.0.0.1:{free_port()}")


def test_a_store_that_goes_away_is_store_unavailable() -> None:
    with StoreProcess() as store:
        client = connect(store.url)
        store.kill()
        with pytest.raises(StoreUnavailable), unavailable():
            client.query("SELECT 1")
        store.start()
        assert client.query("SELECT 1").result_rows == [(1,)]


def test_a_wrong_password_is_not_store_unavailable(store: StoreProcess) -> None:
    with pytest.raises(DatabaseError):
        connect(f"http://default:wrong@127.0.0.1:{store.port}")
    with pytest.raises(ValueError, match="URL"):
        connect("ftp://nowhere")


def test_a_full_queue_says_so() -> None:
    with StoreProcess(environment={"TONGYUN_STORE_WORKERS": "1", "TONGYUN_STORE_QUEUE": "1"}) as store:
        with ThreadPoolExecutor(8) as threads:
            replies = list(threads.map(lambda _: Wire(store).send("SELECT sleep(2)"), range(8)))
        refused = [reply for reply in replies if reply.status != 200]
        assert len(refused) >= 1
        assert {(reply.status, reply.code) for reply in refused} == {(503, 202)}
        assert len(replies) - len(refused) >= 2
        assert Wire(store).send("SELECT 1").text == "1\n"


def test_nested_engine_texts_are_peeled() -> None:
    inner = "Code: 32. DB::Exception: Cut off (in file/uri /dev/shm/x). (EOF) (version 26.9.2.1)"
    text = f"Code: 32. DB::Exception: {inner}. (EOF)"
    error = from_engine(text)
    assert (error.code, error.name, error.message) == (32, "EOF", "Cut off.")
    assert from_engine("something else").code == 1002


def test_no_version_of_the_library_needs_a_session(store: StoreProcess) -> None:
    client = clickhouse_connect.get_client(
        host="127.0.0.1", port=store.port, password=store.password, session_id="s-1", settings={"max_threads": 1}
    )
    assert client.query("SELECT getSetting('max_threads')").result_rows == [(1,)]
    client.close()
