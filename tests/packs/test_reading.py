"""Reading what somebody else wrote: plain data or a refusal with a line, never a crash."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyun.packs.services import reading
from tongyun.packs.services.reading import MAX_BYTES, Unreadable, read, read_json, read_yaml

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True, scope="module")
def _each_parser(request: pytest.FixtureRequest) -> Iterator[None]:
    """With libyaml, and as on a machine for which PyYAML has none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "PARSER", getattr(yaml, request.param))
        yield


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "重复"),
        ("a:\n  b: 1\n  b: 2\n", 3, "重复"),
        (BOMB, 5, "节点"),
        ("a: &a\n  - *a\n", 1, "自身"),
        ("a: !!python/object/apply:os.system ['true']\n", 1, "标签"),
        ("a: !!binary aGk=\n", 1, "标签"),
        ("a: !!set {x}\n", 1, "标签"),
        ("a: !!int '1'\nb: !mine x\n", 2, "标签"),
        ("1: a\n", 1, "文本"),
        ("? [a]\n: b\n", 1, "文本"),
        ("a: 1\n<<: {b: 2}\n", 2, "合并"),
        ("a: [1, 2\nb: 3\n", 2, "语法"),
        ("a: *none\n", 1, "语法"),
        ("--- 1\n--- 2\n", 2, "语法"),
        ("", 1, "没有内容"),
        ("a: " + "[" * 200 + "]" * 200, 1, "嵌套"),
        ("a: " + "9" * 5000, 1, "位"),
        ("a: 1e999\n", 1, "范围"),
        ("a: 1\nb: \x07\n", 2, "U+0007"),
    ],
)
def test_hostile_yaml_is_refused_with_its_line(text: str, line: int | None, words: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_yaml(text)
    assert words in error.value.message
    assert error.value.line == line


def test_yaml_means_what_json_means() -> None:
    document = read_yaml(
        "on: yes\nday: 2026-01-01\nat: 08:30\ncode: 004\nn: -1\nf: 1.5\nt: true\nz: null\ne:\nq: '1'\n"
    )
    assert document.content == {
        "on": "yes",
        "day": "2026-01-01",
        "at": "08:30",
        "code": "004",
        "n": -1,
        "f": 1.5,
        "t": True,
        "z": None,
        "e": None,
        "q": "1",
    }


def test_every_part_knows_its_line() -> None:
    document = read_yaml("a:\n  - x: 1\n    y: 2\n  - z\nb: 1\n")
    assert document.line_of(["a", 0, "y"]) == 3
    assert document.line_of(["a", 1]) == 4
    assert document.line_of(["b"]) == 5
    assert document.line_of(["a", 0, "y", "deeper"]) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [('{"a": 1, "a": 2}', "重复"), ("{", "语法"), ("[NaN]", "NaN"), ("[" * 100_000, "嵌套"), ('{"a": 1e', "语法")],
)
def test_hostile_json_is_refused(text: str, words: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_json(text)
    assert words in error.value.message


def test_files_are_bounded_text(tmp_path: Path) -> None:
    large, binary, nul = tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.bpmn"
    large.write_text("#" * (MAX_BYTES + 1))
    binary.write_bytes(b"\xff\xfe")
    nul.write_text("a\nb\x00")
    for path, words in ((large, "上限"), (binary, "UTF-8"), (nul, "NUL"), (tmp_path / "none.yaml", "无法读取")):
        with pytest.raises(Unreadable) as error:
            read(path)
        assert words in error.value.message


#: PyYAML writes `1e5` bare because YAML 1.1 does not read it as a number; JSON, and so our reader, does.
BARE_NUMBER = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")
texts = st.text(st.characters(codec="utf-8"), max_size=20).filter(lambda text: not BARE_NUMBER.fullmatch(text))
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc_运", min_size=1), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(plain)
def test_plain_data_comes_back_as_it_was(content: Any) -> None:
    assert read_yaml(yaml.safe_dump(content)).content == content
    assert read_json(json.dumps(content)).content == content


def test_numbers_are_those_of_json() -> None:
    assert read_yaml('{a: 1e5, b: "1e5", c: 08:30, d: 004}').content == {"a": 1e5, "b": "1e5", "c": "08:30", "d": "004"}


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab:- \n\t[]{}&*!|>'\"#%@`?,0123.~<\\é运\x85\u2028"), max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        content = read_yaml(text).content
    except Unreadable:
        return
    json.dumps(content, allow_nan=False)
