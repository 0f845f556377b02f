"""No text in a query reaches the store as anything but a value."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.telemetry.promql.loading import Laboratory
from tests.telemetry.promql.recording import START, Recorded
from tongyun.telemetry.promql.engine import PromqlEngine, PromqlError, PromqlUnsupported, check
from tongyun.telemetry.promql.lexing import quoted
from tongyun.telemetry.promql.selector import literal

SECOND = START // 1000
HOSTILE = [
    "'",
    "\\'",
    "' OR 1=1 --",
    "') UNION ALL SELECT 1,2,3 --",
    "'; DROP TABLE promql_lab.samples; --",
    "{p0:String}",
    "%(x)s %s",
    "/* */ --",
    "\\x27",
    '`""\'',
    "\t\r\n\x01\x7f",
    "中文'，引号",
    "𝔘𝔫𝔦",
    "?",
    "$1",
    "0) SETTINGS readonly=0",
    "FORMAT Null",
]
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=30)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def hostile(laboratory: Laboratory) -> PromqlEngine:
    laboratory.load(
        [
            Recorded({"__name__": "hostile", "text": text, "n": str(n)}, [(START, 1.0 * n)])
            for n, text in enumerate(HOSTILE)
        ]
    )
    return laboratory.engine


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_value_is_found_and_nothing_else(text: str, hostile: PromqlEngine) -> None:
    [(labels, value)] = hostile.instant(f"hostile{{text={quoted(text)}}}", SECOND).samples()
    assert labels["text"] == text
    assert value == HOSTILE.index(text)
    others = hostile.instant(f"hostile{{text!={quoted(text)}}}", SECOND).samples()
    assert len(others) == len(HOSTILE) - 1
    assert hostile.label_values("text", [f"hostile{{text={quoted(text)}}}"]) == [text]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_can_be_put_into_a_label(text: str, hostile: PromqlEngine) -> None:
    query = f'label_replace(vector(1), "x", {quoted(text.replace("$", "$$"))}, "none", "")'
    [(labels, _)] = hostile.instant(query, SECOND).samples()
    assert labels == {"x": text}


@FEW
@given(value=TEXT)
def test_any_value_matches_itself_only(value: str, hostile: PromqlEngine) -> None:
    found = hostile.instant(f"hostile{{text={quoted(value)}}}", SECOND).samples()
    assert [labels["text"] for labels, _ in found] == ([value] if value in HOSTILE else [])


@FEW
@given(pattern=TEXT)
def test_any_pattern_is_an_answer_or_an_error(pattern: str, hostile: PromqlEngine) -> None:
    for query in (
        f'hostile{{text=~{quoted(pattern)}, n=~".+"}}',
        f'label_replace(hostile, "x", "$1", "text", {quoted(pattern)})',
    ):
        try:
            result = hostile.instant(query, SECOND)
        except PromqlError as error:
            outcome: object = error.type
        else:
            outcome = len(result.series)
        assert outcome in {"bad_data", "execution", *range(len(HOSTILE) + 1)}
    assert len(hostile.instant("hostile", SECOND).series) == len(HOSTILE)


@given(TEXT)
def test_a_literal_never_leaves_its_quotes(text: str) -> None:
    written = literal(text)
    assert written[0] == written[-1] == "'"
    assert "'" not in written[1:-1]
    assert written.isascii()
    assert written.isprintable()
    # What a backslash introduces is a byte in hexadecimal and nothing else.
    for piece in written.split("\\")[1:]:
        assert piece[0] == "x"
        int(piece[1:3], 16)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab(){}[]\"'`\\,=~!<>+-*/%^:@ \n015msofetbyandrunl_#"), max_size=40))
def test_any_text_is_a_query_or_an_error(text: str) -> None:
    with contextlib.suppress(PromqlError):
        check(text)


@pytest.mark.parametrize(
    "query",
    [
        "(" * 100_000 + "a" + ")" * 100_000,
        "-" * 100_000 + "a",
        "abs(" * 20_000 + "a" + ")" * 20_000,
        "+".join(["a"] * 20_000),
        " or ".join(["a"] * 20_000),
        "a" * 1_000_000,
        "a\0",
        "a @ 1e300",
        "a offset 99999999999999y",
        "((((((((((" * 15 + "a" + "))))))))))" * 15,
    ],
    ids=lambda query: f"{query[:12]}… ({len(query)})".replace("\0", "NUL"),
)
def test_a_query_that_would_exhaust_the_parser_is_refused(query: str) -> None:
    with pytest.raises(PromqlError) as caught:
        check(query)
    assert caught.value.type == "bad_data"


@pytest.mark.parametrize("query", ["a @ -5.25", "a @-5", "a[5m] @ # comment\n - 5"])
def test_an_instant_before_1970_is_refused(query: str) -> None:
    with pytest.raises(PromqlUnsupported):
        check(query)
