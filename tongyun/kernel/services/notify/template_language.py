"""The language of message templates: names, conditions, repetition, and nothing that runs.

    {{ title }}  {{ facts.count | default:1 }}  {% if link %}…{% else %}…{% end %}  {% each items %}{{ title }}{% end %}

A name is looked up in dictionaries only; there is no attribute, no call, no arithmetic. A template is compiled once
and renders in time proportional to what it writes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_TEMPLATE = 4000
MAX_DEPTH = 3
MAX_ROUNDS = 50
MAX_OUTPUT = 20_000

_MARK = re.compile(r"\{\{\s*(?P<name>[^{}|]*?)\s*(?:\|\s*(?P<filter>[^{}]*?)\s*)?\}\}|\{%\s*(?P<word>[^{}]*?)\s*%\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}(\.[A-Za-z0-9][A-Za-z0-9_-]{0,39}){0,3}")
_FILTER = re.compile(r"(?P<key>cut|default|upper)(?::(?P<argument>.{0,100}))?", re.S)

Escape = Callable[[str], str]


class BadTemplateError(ValueError):
    """A template cannot be used; the message says where and why."""


@dataclass
class _Node:
    """Text, a value, a condition or a repetition."""

    kind: str
    text: str = ""
    filters: tuple[str, str] = ("", "")
    body: list["_Node"] = field(default_factory=list)
    other: list["_Node"] = field(default_factory=list)


class Template:
    """A compiled template."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_TEMPLATE:
            raise BadTemplateError(f"模板超过 {MAX_TEMPLATE} 字")
        self._nodes = _parse(text)

    def render(self, data: Mapping[str, Any], escape: Escape = str) -> str:
        """The text; values pass through `escape`, the template's own words do not. A missing name is empty."""
        written: list[str] = []
        _write(self._nodes, [data], escape, written)
        return "".join(written)[:MAX_OUTPUT]

    @property
    def names(self) -> frozenset[str]:
        """The names it asks for."""
        return frozenset(_names(self._nodes))


def _parse(text: str) -> list[_Node]:
    root: list[_Node] = []
    targets: list[list[_Node]] = [root]
    opened: list[_Node] = []
    at = 0
    for mark in _MARK.finditer(text):
        _literal(targets[-1], text[at : mark.start()])
        at = mark.end()
        word = mark["word"]
        if word is None:
            targets[-1].append(_Node("value", _name(mark["name"]), _filters(mark["filter"])))
        elif word == "end" or word == "else":
            if not opened or (word == "else" and (opened[-1].kind != "if" or targets[-1] is opened[-1].other)):
                raise BadTemplateError(f"多余的 {{% {word} %}}")
            if word == "else":
                targets[-1] = opened[-1].other
            else:
                opened.pop()
                targets.pop()
        else:
            kind, _, name = word.partition(" ")
            if kind not in ("if", "each"):
                raise BadTemplateError(f"不认识的 {{% {word[:40]} %}}；只有 if、else、each、end")
            node = _Node(kind, _name(name.strip()))
            targets[-1].append(node)
            opened.append(node)
            targets.append(node.body)
            if len(opened) > MAX_DEPTH:
                raise BadTemplateError(f"嵌套超过 {MAX_DEPTH} 层")
    _literal(targets[-1], text[at:])
    if opened:
        raise BadTemplateError(f"缺少 {{% end %}}：{opened[-1].kind} {opened[-1].text}")
    return root


def _literal(into: list[_Node], text: str) -> None:
    if "{{" in text or "{%" in text:
        raise BadTemplateError(f"括号没有写完整：{text[max(text.find('{{'), text.find('{%')) :][:40]}")
    if text:
        into.append(_Node("text", text))


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadTemplateError(f"“{name[:40]}”不是变量名")
    return name


def _filters(raw: str | None) -> tuple[str, str]:
    if raw is None:
        return "", ""
    found = _FILTER.fullmatch(raw)
    if found is None or (found["key"] == "cut" and not re.fullmatch(r"[0-9]{1,4}", found["argument"] or "")):
        raise BadTemplateError(f"不认识的“| {raw[:40]}”；可用：cut:数字、default:文字、upper")
    return found["key"], found["argument"] or ""


def _write(nodes: Sequence[_Node], scopes: list[Mapping[str, Any]], escape: Escape, written: list[str]) -> None:
    for node in nodes:
        if node.kind == "text":
            written.append(node.text)
        elif node.kind == "value":
            written.append(escape(_filtered(_shown(_look_up(node.text, scopes)), node.filters)))
        elif node.kind == "if":
            _write(node.body if _look_up(node.text, scopes) else node.other, scopes, escape, written)
        else:
            rows = _look_up(node.text, scopes)
            for row in rows[:MAX_ROUNDS] if isinstance(rows, (list, tuple)) else ():
                if sum(map(len, written)) > MAX_OUTPUT:
                    return
                scope = row if isinstance(row, Mapping) else {"this": row}
                _write(node.body, [*scopes, scope], escape, written)


def _look_up(name: str, scopes: Sequence[Mapping[str, Any]]) -> Any:
    first, *rest = name.split(".")
    value: Any = next((scope[first] for scope in reversed(scopes) if first in scope), None)
    for key in rest:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    return str(value) if isinstance(value, (str, int, float)) else ""


def _filtered(text: str, filters: tuple[str, str]) -> str:
    key, argument = filters
    if key == "cut":
        return text if len(text) <= int(argument) else text[: max(int(argument) - 1, 0)] + "…"
    if key == "default":
        return text or argument
    return text.upper() if key == "upper" else text


def _names(nodes: Sequence[_Node]) -> list[str]:
    found: list[str] = []
    for node in nodes:
        if node.kind != "text":
            found.append(node.text)
        found.extend([*_names(node.body), *_names(node.other)])
    return found
