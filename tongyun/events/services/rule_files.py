"""The pack kind `rules`: one YAML file holds a list of rules."""

from collections.abc import Iterator
from typing import Any

import yaml

from tongyun.kernel.contracts import Finding, PackFile
from tongyun.telemetry import facade as telemetry

from ..contracts import SEVERITIES
from ..models.rules import NoData
from .wording import unknown_places

KEY = {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,79}$"}
TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
REMEDY: dict[str, Any] = {
    "type": "object",
    "required": ["key", "title", "title_en", "job"],
    "additionalProperties": False,
    "properties": {
        "key": KEY,
        "title": TEXT,
        "title_en": TEXT,
        "job": KEY,
        "params": {"type": "object", "default": {}},
        "auto": {"type": "boolean", "default": False, "description": "true：平台可不经人工自动执行"},
    },
}
RULE: dict[str, Any] = {
    "type": "object",
    "required": ["key", "title", "title_en", "expr", "severity", "summary"],
    "additionalProperties": False,
    "properties": {
        "key": KEY,
        "title": TEXT,
        "title_en": TEXT,
        "expr": {"type": "string", "minLength": 1, "maxLength": 4000, "description": "PromQL，一般为一个比较"},
        "for_s": {"type": "number", "minimum": 0, "maximum": 86400, "default": 0},
        "keep_firing_s": {"type": "number", "minimum": 0, "maximum": 86400, "default": 0},
        "interval_s": {"type": "number", "minimum": 1, "maximum": 3600, "default": 5},
        "severity": {"enum": list(SEVERITIES)},
        "contract_level": {"enum": [1, 2, 3], "default": 3, "description": "合同故障级别：1 为一级（最严重）"},
        "opens_incident": {"type": "boolean", "default": False},
        "summary": {
            "type": "string",
            "minLength": 1,
            "maxLength": 500,
            "description": "可用 {item.name} {item.type} {value} {labels.<名称>}",
        },
        "remedies": {"type": "array", "items": REMEDY, "default": []},
        "no_data": {"enum": list(NoData.values), "default": "hold"},
    },
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "告警规则",
    "description": "一个文件是一组规则；时间一律以秒计。",
    "type": "object",
    "required": ["rules"],
    "additionalProperties": False,
    "properties": {"rules": {"type": "array", "minItems": 1, "items": RULE}},
}


def check(file: PackFile) -> list[Finding]:
    """What the schema cannot say: keys are unique, PromQL is understood, summaries can be filled."""
    findings: list[Finding] = []
    lines = _lines_of(file.text)
    seen: set[str] = set()
    for index, rule in enumerate(file.content["rules"]):
        findings.extend(
            Finding(file.path, f"规则 {rule['key']}：{problem}", lines.get((index, field)))
            for field, problem in _problems(rule, seen)
        )
        seen.add(rule["key"])
    return findings


def _problems(rule: dict[str, Any], seen: set[str]) -> Iterator[tuple[str, str]]:
    if rule["key"] in seen:
        yield "key", "同一文件中 key 重复"
    try:
        telemetry.check(rule["expr"])
    except telemetry.PromqlError as error:
        yield "expr", f"PromQL 有误：{error}"
    for place in unknown_places(rule["summary"]):
        yield (
            "summary",
            f"summary 中的 {{{place}}} 无法填写，可用 {{item.name}} {{item.type}} {{value}} {{labels.<名称>}}",
        )
    remedies = [remedy["key"] for remedy in rule.get("remedies", [])]
    if len(remedies) != len(set(remedies)):
        yield "remedies", "处置方案的 key 重复"


def _lines_of(text: str) -> dict[tuple[int, str], int]:
    """Line (from 1) of each field of each rule."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return {}
    rules = _field(root, "rules")
    if not isinstance(rules, yaml.SequenceNode):
        return {}
    return {
        (index, str(name.value)): value.start_mark.line + 1
        for index, rule in enumerate(rules.value)
        if isinstance(rule, yaml.MappingNode)
        for name, value in rule.value
    }


def _field(node: Any, name: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)
