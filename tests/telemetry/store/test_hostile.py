"""What a client must not be able to do, with the password in its hand."""

import subprocess
import sys
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client

from tests.telemetry.store.wire import Wire

SECRET = "the store must never show this"

READS = [
    "SELECT file('{path}')",
    "SELECT FILE('{path}')",
    "SELECT /* x */ file /* y */ ('{path}')",
    "SELECT `file`('{path}')",
    "SELECT \"file\"('{path}')",
    "SELECT \"fi\\x6ce\"('{path}')",
    "SELECT arrayMap(file, ['{path}'])",
    "SELECT arrayMap(x -> file(x), ['{path}'])",
    "SELECT * APPLY file FROM (SELECT '{path}')",
    "SELECT * APPLY(file) FROM (SELECT '{path}')",
    "SELECT * FROM format(Values, 'a String', $$(file('{path}'))$$)",
    "SELECT * FROM format(Values, 'a String', '(file(\\'{path}\\'))')",
    "SELECT * FROM file('{path}', 'LineAsString')",
    "SELECT * FROM `file`('{path}', 'LineAsString')",
    "SELECT * FROM fileCluster('default', '{path}', 'LineAsString')",
    "SELECT * FROM '{path}'",
    'SELECT * FROM "{path}"',
    "SELECT * FROM default.`{path}`",
    "DESCRIBE TABLE file('{path}', 'LineAsString')",
    "INSERT INTO lab.t (b) FROM INFILE '{path}' FORMAT LineAsString",
    "INSERT INTO lab.t (b) SELECT * FROM file('{path}', 'LineAsString')",
    "INSERT INTO lab.t (a, b) VALUES (1, file('{path}'))",
    "CREATE TABLE lab.out (s String) ENGINE = File(LineAsString, '{path}')",
    "CREATE TABLE lab.out ENGINE = Memory AS SELECT * FROM file('{path}', 'LineAsString')",
    "CREATE DICTIONARY lab.d (a String) PRIMARY KEY a SOURCE(FILE(path '{path}' format 'TSV')) LAYOUT(FLAT())",
    "CREATE DATABASE fs ENGINE = Filesystem('/')",
    "ATTACH TABLE lab.out FROM '{path}' (s String) ENGINE = File(LineAsString)",
    "SELECT * FROM sqlite('{path}', 't')",
    "SELECT 1 SETTINGS format_schema = '{path}:M' FORMAT Protobuf",
    "SELECT 1 SETTINGS format_template_row = '{path}' FORMAT Template",
    "SELECT * FROM filesystem('{path}')",
    "RESTORE TABLE lab.t FROM File('{path}')",
]
WRITES = [
    "SELECT 1 INTO OUTFILE '{path}'",
    "SELECT 1 INTO\nOUTFILE '{path}' TRUNCATE",
    "SELECT 1 INTO/**/OUTFILE '{path}' APPEND",
    "INSERT INTO FUNCTION file('{path}', 'TSV', 'a String') VALUES ('x')",
    "INSERT INTO TABLE FUNCTION file('{path}', 'TSV', 'a String') SELECT 'x'",
    "BACKUP TABLE lab.t TO File('{path}')",
    "CREATE TABLE lab.out (a Int8) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = local, path = '{path}/')",
]
OUTWARD = [
    "SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString')",
    "SELECT * FROM s3('http://127.0.0.1:9/bucket/x', 'TSV')",
    "SELECT * FROM remote('127.0.0.1:9', 'system.one')",
    "SELECT * FROM mysql('127.0.0.1:9', 'a', 'b', 'c', 'd')",
    "SELECT * FROM postgresql('127.0.0.1:9', 'a', 'b', 'c', 'd')",
    "SELECT * FROM executable('id', 'TSV', 'a String')",
    "SELECT * FROM python(sys)",
    "SELECT * FROM Python('x')",
    "SELECT * FROM icebergLocal('/etc')",
    "SELECT aiGenerate('x', 'y')",
    "CREATE TABLE lab.out (a Int8) ENGINE = URL('http://127.0.0.1:9', 'TSV')",
    "CREATE TABLE lab.out (a Int8) ENGINE = MySQL('127.0.0.1:9', 'a', 'b', 'c', 'd')",
    "CREATE TABLE lab.out (a Int8) ENGINE = Kafka SETTINGS kafka_broker_list = '127.0.0.1:9'",
    "CREATE TABLE lab.out (a Int8) ENGINE = Executable('id', 'TSV')",
    "CREATE FUNCTION f AS (x) -> x",
    "CREATE USER eve IDENTIFIED WITH no_password",
    "GRANT ALL ON *.* TO default",
    "EXECUTE AS eve SELECT 1",
    "SYSTEM SHUTDOWN",
    "SYSTEM KILL",
    "SYSTEM RELOAD CONFIG",
    "SELECT * FROM system.users",
]
TWO_STATEMENTS = [
    "SELECT 1; SELECT 2",
    "SELECT 1;\n-- x\nDROP TABLE lab.t",
    "SELECT ';'; DROP TABLE lab.t",
    "SELECT 1;;SELECT 2",
]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


@pytest.mark.parametrize("statement", READS)
def test_files_cannot_be_read(wire: Wire, client: Client, table: str, secret: Path, statement: str) -> None:
    reply = wire.send(statement.replace("{path}", str(secret)))
    assert reply.status >= 400, reply.text
    assert SECRET not in reply.text
    assert client.query(f"SELECT count() FROM {table}").result_rows == [(0,)]


@pytest.mark.parametrize("statement", WRITES)
def test_files_cannot_be_written(wire: Wire, client: Client, table: str, tmp_path: Path, statement: str) -> None:
    path = tmp_path / "out"
    assert wire.send(statement.replace("{path}", str(path))).status >= 400
    assert not path.exists()


@pytest.mark.parametrize("statement", OUTWARD)
def test_nothing_outside_can_be_reached(wire: Wire, client: Client, table: str, statement: str) -> None:
    reply = wire.send(statement)
    assert reply.status >= 400, reply.text
    assert wire.send("SELECT 1").text == "1\n"


@pytest.mark.parametrize("statement", TWO_STATEMENTS)
def test_one_statement_a_request(wire: Wire, client: Client, table: str, statement: str) -> None:
    reply = wire.send(statement)
    assert (reply.status, reply.code) == (400, 62)
    assert client.command(f"EXISTS TABLE {table}") == 1


def test_settings_that_reach_files_are_refused_in_the_url_too(wire: Wire) -> None:
    for name in ("format_schema", "format_template_row", "input_format_values_interpret_expressions"):
        assert wire.send("SELECT 1", **{name: "1"}).code == 497


def test_get_changes_nothing(wire: Wire, client: Client, table: str) -> None:
    for query in (f"DROP TABLE {table}", f"INSERT INTO {table} VALUES (1, 'x')", f"TRUNCATE TABLE {table}"):
        assert wire.send(method="GET", query=query).code == 164
        assert wire.send(method="GET", query=query, readonly="0").code in (164, 452)
    assert client.command(f"EXISTS TABLE {table}") == 1


CONFINED = """
import sys, threading
from pathlib import Path
from tongyun.telemetry.store.sandbox import confine

own, other = Path(sys.argv[1]), Path(sys.argv[2])
confined = confine((own,))
seen = []

def look():
    (own / "new").write_text("x")
    try:
        other.read_text()
        seen.append("read")
    except PermissionError:
        seen.append("refused")

thread = threading.Thread(target=look)
thread.start()
thread.join()
print(confined, *seen)
"""


def test_where_the_kernel_has_landlock_it_refuses_too(secret: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    command = [sys.executable, "-c", CONFINED, str(own), str(secret)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() in (["True", "refused"], ["False", "read"])
    assert (own / "new").read_text() == "x"
