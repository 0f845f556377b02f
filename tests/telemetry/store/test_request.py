"""The parsers: what they understand, and that nothing makes them fail in any other way than by a ClickHouse error."""

import contextlib
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyun.telemetry.store import guard, insert
from tongyun.telemetry.store.encodings import DECODERS, Decompressor
from tongyun.telemetry.store.errors import ClickHouseError
from tongyun.telemetry.store.lexer import tokens
from tongyun.telemetry.store.request import credentials, form, parse

words = st.text(max_size=40)
PIECES = (
    "SELECT|INSERT INTO t|FORMAT|VALUES|(|)|'|\"|`|\\|;|--|/*|*/|#|\n|file|INTO|OUTFILE|中| |1|$$|.|{x:UInt8}"
    "|SETTINGS a = 1|FROM|INFILE|\0"
)
sqlish = st.lists(st.sampled_from(PIECES.split("|")), max_size=30).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(words, words, max_size=8),
    st.dictionaries(words, words, max_size=5),
    st.sampled_from(["GET", "POST"]),
)
def test_any_request_is_understood_or_refused(fields: dict[str, str], headers: dict[str, str], method: str) -> None:
    with contextlib.suppress(ClickHouseError):
        request = parse(method, "/", urlencode(fields, errors="surrogatepass").encode(), headers)
        assert request.session.readonly == (method == "GET")
        assert all(name.isascii() for name, _ in request.session.settings)
        assert request.query_id.isprintable()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_query_string(raw: bytes) -> None:
    with contextlib.suppress(ClickHouseError):
        parse("POST", "/", raw, {})


@settings(max_examples=200, deadline=None)
@given(words, words, st.binary(max_size=300))
def test_any_credentials_and_forms(header: str, boundary: str, body: bytes) -> None:
    credentials({}, {"authorization": header})
    credentials({}, {"authorization": "Basic " + header})
    with contextlib.suppress(ClickHouseError):
        form(f"multipart/form-data; boundary={boundary}", body)


@settings(max_examples=500, deadline=None)
@given(st.one_of(sqlish.map(str.encode), st.binary(max_size=200)))
def test_any_statement_is_judged(text: bytes) -> None:
    with contextlib.suppress(ClickHouseError):
        found = insert.find(text)
        assert found is None or 0 < found.data_at <= len(text)
    with contextlib.suppress(ClickHouseError):
        read = list(tokens(text))
        assert [token.start for token in read] == sorted(token.start for token in read)
        guard.check(read)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([" ", "\n", "\t", "/* a */", "-- b\n", "/**/", "# c\n"]), min_size=1, max_size=4))
def test_spaces_and_comments_do_not_hide_words(gap: list[str]) -> None:
    between = "".join(gap)
    for text in (
        f"SELECT 1 {between}INTO{between}OUTFILE 'x'",
        f"SELECT file{between}('x')",
        f"SELECT 1;{between}SELECT 2",
    ):
        with pytest.raises(ClickHouseError):
            guard.check(list(tokens(text.encode())))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(DECODERS)), st.lists(st.binary(max_size=80), max_size=5))
def test_damaged_bodies_end_in_an_error_or_in_data(encoding: str, pieces: list[bytes]) -> None:
    unpack = Decompressor(encoding)
    with contextlib.suppress(ClickHouseError):
        for piece in pieces:
            list(unpack.feed(piece))
        unpack.finish()


@pytest.mark.parametrize(
    ("head", "target", "clause", "name", "rest"),
    [
        (b"INSERT INTO t FORMAT Native\n\x01\x02", "INSERT INTO t ", "", "Native", b"\x01\x02"),
        (b"INSERT INTO t (a, b) FORMAT Native \r\n\n", "INSERT INTO t (a, b) ", "", "Native", b"\n"),
        (b"INSERT INTO t VALUES (1)", "INSERT INTO t ", "", "Values", b" (1)"),
        (b"insert into `values` (`format`) values(1)", "insert into `values` (`format`) ", "", "Values", b"(1)"),
        (b"INSERT INTO t SETTINGS x = 1 FORMAT CSV\n1", "INSERT INTO t ", "SETTINGS x = 1 ", "CSV", b"1"),
        (b"INSERT INTO t FORMAT JSONEachRow {}", "INSERT INTO t ", "", "JSONEachRow", b"{}"),
    ],
)
def test_where_data_begins(head: bytes, target: str, clause: str, name: str, rest: bytes) -> None:
    found = insert.find(head)
    assert found is not None
    assert (found.target.rstrip("\n"), found.settings.rstrip("\n"), found.format) == (target, clause, name)
    assert head[found.data_at :] == rest


@pytest.mark.parametrize(
    "text", [b"SELECT 1 FORMAT JSON", b"INSERT INTO t SELECT 1", b"INSERT INTO t WITH 1 AS x SELECT x"]
)
def test_statements_without_data(text: bytes) -> None:
    assert insert.find(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 'a",
        "SELECT $$x$$",
        "SELECT /* /* */ 1",
        "SELECT “x”",
        "SELECT a\u00a0b",
        "SELECT 名",
        "SELECT #x\n1",
    ],
)
def test_what_the_lexer_or_guard_refuses(text: str) -> None:
    with pytest.raises(ClickHouseError) as caught:
        list(tokens(text.encode()))
    assert caught.value.code == 62


@pytest.mark.parametrize(
    ("text", "kept"),
    [("'it''s'", "it's"), (r"'a\'b'", "a'b"), ('"x""y"', 'x"y'), ("`名`", "名"), ("''", "")],
)
def test_quoted_tokens(text: str, kept: str) -> None:
    assert [token.text for token in tokens(text.encode())] == [kept]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT 1", ("SELECT", True, None, False)),
        ("(SELECT 1) UNION ALL (SELECT 2) FORMAT JSON", ("SELECT", True, "JSON", False)),
        ("SELECT 1 FORMAT CSV SETTINGS max_threads = 1;", ("SELECT", True, "CSV", False)),
        ("SET a = 1", ("SET", False, None, True)),
        ("CREATE TEMPORARY TABLE x (a Int8)", ("CREATE", False, None, True)),
        ("SELECT format, file, url FROM t WHERE file = 'x'", ("SELECT", True, None, False)),
    ],
)
def test_verdicts(text: str, expected: tuple[Any, ...]) -> None:
    verdict = guard.check(list(tokens(text.encode())))
    assert (verdict.first, verdict.has_result, verdict.format, verdict.changes_session) == expected
