"""Read YAML and JSON that somebody else wrote: only plain data, of bounded size, with the line of everything.

YAML is read as YAML 1.2 reads JSON's types: `on`, `yes`, `1:30` and `2026-01-01` are text. Duplicate keys, tags, keys
that are not text, circular aliases and aliases that expand to more than 100,000 nodes are refused.
"""

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import Reader
from yaml.resolver import Resolver

MAX_BYTES = 1 << 20
MAX_NODES = 100_000
MAX_DEPTH = 100
MAX_DIGITS = 30
#: libyaml parses ten times as fast; a PyYAML that was built without it, as on LoongArch, parses by itself.
PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path_ = tuple[str | int, ...]


class Unreadable(Exception):  # noqa: N818 - says what the file is
    """The file cannot be read; `line` starts at 1."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Document:
    """A file's content, and where in the file each part of it stands."""

    content: Any
    text: str
    lines: dict[Path_, int] = field(default_factory=dict)

    def line_of(self, path: Iterable[str | int]) -> int | None:
        """The line of a part, or of the nearest part around it."""
        at = tuple(path)
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at)


def read(path: Path) -> Document:
    """Read one file by its suffix; raises Unreadable."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Unreadable(f"文件 {size} 字节，超过 {MAX_BYTES >> 20} MiB 的上限")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise Unreadable(f"无法读取：{error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"不是 UTF-8 文本（第 {error.start} 字节）") from error
    if "\x00" in text:
        raise Unreadable("含有 NUL 字符", text[: text.index("\x00")].count("\n") + 1)
    if path.suffix in (".yaml", ".yml"):
        return read_yaml(text)
    if path.suffix == ".json":
        return read_json(text)
    return Document(text, text)


def read_yaml(text: str) -> Document:
    """Parse one YAML document; raises Unreadable."""
    if strange := Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        raise Unreadable(f"YAML 语法错误：不允许的字符 U+{ord(strange[0]):04X}", line)
    try:
        node = _Loader(text).get_single_node()
        if node is None:
            raise Unreadable("文件没有内容", 1)
        _check_size(node)
        lines: dict[Path_, int] = {}
        return Document(_plain(node, (), lines), text, lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(f"YAML 语法错误：{error.problem}", mark.line + 1 if mark else None) from error
    except yaml.YAMLError as error:
        raise Unreadable(f"YAML 语法错误：{str(error)[:200]}") from error
    except RecursionError as error:
        raise Unreadable(f"嵌套超过 {MAX_DEPTH} 层") from error


def read_json(text: str) -> Document:
    """Parse one JSON document; raises Unreadable."""
    try:
        return Document(json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant), text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"JSON 语法错误：{error.msg}", error.lineno) from error
    except RecursionError as error:
        raise Unreadable(f"嵌套超过 {MAX_DEPTH} 层") from error
    except ValueError as error:
        raise Unreadable(f"JSON 内容无效：{str(error)[:200]}") from error


class _Loader(Composer, Resolver):
    """Composes nodes from the parser's events; scalars are told apart as JSON does."""

    depth = 0

    def __init__(self, text: str) -> None:
        super().__init__()
        Resolver.__init__(self)
        parser = PARSER(text)
        self.check_event, self.peek_event, self.get_event = parser.check_event, parser.peek_event, parser.get_event

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        """Compose one node, refusing to go too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(f"嵌套超过 {MAX_DEPTH} 层", self.peek_event().start_mark.line + 1)
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _check_size(root: Node) -> None:
    """Count nodes as if every alias were written out, without writing them out."""
    sizes: dict[int, int] = {}

    def size(node: Node, above: frozenset[int]) -> int:
        if id(node) in above:
            raise Unreadable("别名指向包含它自身的内容", node.start_mark.line + 1)
        if id(node) not in sizes:
            inside = above | {id(node)}
            sizes[id(node)] = 1 + sum(size(child, inside) for child in _children(node))
            if sizes[id(node)] > MAX_NODES:
                raise Unreadable(f"展开后超过 {MAX_NODES} 个节点", node.start_mark.line + 1)
        return sizes[id(node)]

    size(root, frozenset())


def _children(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []


def _plain(node: Node, path: Path_, lines: dict[Path_, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
        return [_plain(child, (*path, index), lines) for index, child in enumerate(node.value)]
    if isinstance(node, MappingNode) and node.tag == "tag:yaml.org,2002:map":
        return _mapping(node, path, lines)
    raise Unreadable(f"不允许使用标签 {node.tag}", node.start_mark.line + 1)


def _mapping(node: MappingNode, path: Path_, lines: dict[Path_, int]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _scalar(key_node) if isinstance(key_node, ScalarNode) else None
        if not isinstance(key, str):
            raise Unreadable("键必须是文本，请加引号", line)
        if key == "<<" and not key_node.style:
            raise Unreadable("不支持合并键 <<", line)
        if key in content:
            raise Unreadable(f"键“{key[:80]}”重复", line)
        content[key] = _plain(value_node, (*path, key), lines)
        lines[(*path, key)] = line
    return content


def _scalar(node: ScalarNode) -> Any:
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    line = node.start_mark.line + 1
    text = str(node.value)
    if kind == "str":
        return text
    if kind == "null":
        return None
    if kind == "bool" and text in ("true", "false"):
        return text == "true"
    if kind in ("int", "float"):
        return _number(kind, text, line)
    raise Unreadable(f"不允许使用标签 {node.tag}", line)


def _number(kind: str, text: str, line: int) -> int | float:
    if len(text) > MAX_DIGITS:
        raise Unreadable(f"数字超过 {MAX_DIGITS} 位", line)
    try:
        value = int(text) if kind == "int" else float(text)
    except ValueError as error:
        raise Unreadable(f"“{text}”不是数字", line) from error
    if not math.isfinite(value):
        raise Unreadable(f"“{text}”超出数值范围", line)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"键“{twice[:80]}”重复")
    return content


def _no_constant(name: str) -> Any:
    raise ValueError(f"不允许 {name}")
