"""Rules as files: what ships is right, and what is wrong is named with its line."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.events.conftest import SERVICE_GONE
from tongyun.events.services.rule_files import SCHEMA, check
from tongyun.events.services.wording import summary_of, unknown_places
from tongyun.kernel.contracts import PackFile

SHIPPED = sorted((Path(__file__).parents[2] / "packs").glob("*/rules/*.yaml"))


def file_of(text: str) -> PackFile:
    return PackFile("test", "rules", "test", "rules/test.yaml", yaml.safe_load(text), text)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_shipped_rules(path: Path) -> None:
    file = file_of(path.read_text(encoding="utf-8"))
    Draft202012Validator(SCHEMA).validate(file.content)
    assert check(file) == []


def test_findings_name_the_line() -> None:
    text = """rules:
  - key: one
    title: 一
    title_en: One
    severity: minor
    expr: rate(up) >
    summary: "{item.name} {item.__class__}"
  - {key: one, title: 二, title_en: Two, severity: minor, expr: up == 0, summary: "{value}"}
"""
    findings = check(file_of(text))
    assert [(finding.line, finding.message.split("：")[1][:6]) for finding in findings] == [
        (6, "PromQL"),
        (7, "summar"),
        (8, "同一文件中 "),
    ]


@pytest.mark.parametrize(
    ("change", "value"),
    [("colour", "red"), ("severity", "bad"), ("for_s", -1), ("contract_level", 4), ("key", "A b"), ("interval_s", 0)],
)
def test_the_schema_refuses(change: str, value: Any) -> None:
    errors = list(Draft202012Validator(SCHEMA).iter_errors({"rules": [{**SERVICE_GONE, change: value}]}))
    assert len(errors) == 1


@given(st.text(), st.text(), st.dictionaries(st.text(), st.text()), st.none() | st.floats())
def test_any_words_make_a_summary(template: str, name: str, labels: dict[str, str], value: float | None) -> None:
    filled = summary_of(template, name, "host", labels, value)
    assert len(filled) <= 1000
    if "{" not in template:
        assert filled == template[:1000]


def test_places_are_names_and_nothing_more() -> None:
    assert unknown_places("{item.name} {labels.port} {value}") == []
    assert unknown_places("{item.__class__} {labels[x]} {0} {}") == ["item.__class__", "labels[x]", "0", ""]
    assert summary_of("{item.name}={value}", "{value}", "", {}, 0.123456) == "{value}=0.12"
