"""Take a JSON, YAML or XML file apart into plain lists, records and texts, trusting nothing in it.

Exports of other systems need no entities, document types, anchors, aliases or tags; whatever has them is refused
before anything grows out of them. Depth and number of parts are bounded.
"""

import json
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

import yaml

from tongyun.kernel.contracts import FieldError, Invalid

#: Levels and parts that a file may have. The largest file that is taken has a fraction of these when it is honest.
MAX_DEPTH, MAX_PARTS = 60, 5_000_000
#: What begins a file, to say what it is.
HEAD = 4096


def refused(code: str, detail: str) -> Invalid:
    """The file as a whole is refused."""
    return Invalid(code, detail, [FieldError("/file", detail)])


def parsed(content: bytes) -> Any:
    """The content as lists, records, texts, numbers, booleans and None; of XML and YAML all that is said is texts.

    An XML element is a text, or a record of its children, each name with the list of what stands under it. Raises
    Invalid for what is none of the three, is damaged, or says more than its size.
    """
    head = content[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<"):
        return _xml(content)
    if head.startswith((b"{", b"[")):
        return _json(content)
    return _yaml(content)


def _json(content: bytes) -> Any:
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise refused("bad_encoding", "文件编码无法识别，须为 UTF-8。") from error
    except json.JSONDecodeError as error:
        raise refused("not_json", f"不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列。") from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise refused("not_json", "不是有效的 JSON：数字过长或无法表示。") from error
    _bounded(found)
    return found


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _bounded(found: Any) -> None:
    """Refuse what is nested deeper than any export; walked without recursion."""
    level = [found]
    for _ in range(MAX_DEPTH):
        level = [part for each in level for part in _inner(each)]
        if not level:
            return
    raise _too_deep()


def _inner(part: Any) -> Iterator[Any]:
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return (each for each in inner if isinstance(each, dict | list))


def _too_deep() -> Invalid:
    return refused("too_deep", f"文件嵌套超过 {MAX_DEPTH} 层，已拒绝。")


class _Counted:
    """Counts parts and levels while a file is read."""

    def __init__(self) -> None:
        self.parts = self.depth = 0

    def down(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _too_deep()

    def part(self) -> None:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise refused("too_many_parts", "文件内容过多，已拒绝，请分批导出。")


def _yaml(content: bytes) -> Any:
    """Built from events, in which an alias is only a name: nothing is ever copied or constructed."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused("bad_encoding", "文件编码无法识别，须为 UTF-8。") from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _built(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"：第 {mark.line + 1} 行" if mark is not None else ""
        raise refused("not_yaml", f"不是有效的 YAML{place}。") from error


def _built(events: Iterator[yaml.Event]) -> Any:
    count = _Counted()
    #: What is open, innermost last: lists, or records with the key that waits for its value.
    whole: list[Any] = []
    open_parts: list[tuple[Any, list[str]]] = [(whole, [])]
    for event in events:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise refused("unsafe_yaml", "YAML 含有锚点或别名，已拒绝：导出文件中不应出现。")
        if isinstance(event, yaml.ScalarEvent):
            count.part()
            _put(open_parts[-1], event.value)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            count.part()
            count.down()
            inner: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            _put(open_parts[-1], inner)
            open_parts.append((inner, []))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            count.depth -= 1
            open_parts.pop()
    if len(whole) != 1:
        raise refused("not_yaml", "文件是空的，或含有多个 YAML 文档。")
    return whole[0]


def _put(outer: tuple[Any, list[str]], value: Any) -> None:
    part, key = outer
    if isinstance(part, list):
        part.append(value)
    elif key:
        part[key.pop()] = value
    elif isinstance(value, str):
        key.append(value)
    else:
        raise refused("not_yaml", "YAML 的键须为文本。")


def _xml(content: bytes) -> Any:
    tree = _Tree()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _no_declarations
    parser.StartElementHandler, parser.EndElementHandler = tree.start, tree.end
    parser.CharacterDataHandler = tree.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise refused("not_xml", f"不是有效的 XML：第 {error.lineno} 行。") from error
    except (ValueError, LookupError) as error:
        raise refused("bad_encoding", "XML 的编码无法识别，须为 UTF-8。") from error
    return tree.root


def _no_declarations(*_: Any) -> None:
    raise refused("unsafe_xml", "XML 含有 DOCTYPE 或实体声明，已拒绝。")


class _Tree:
    """Elements as records of lists by name; an element without children is its text."""

    def __init__(self) -> None:
        self.root: dict[str, list[Any]] = {}
        self._count = _Counted()
        self._open: list[dict[str, list[Any]]] = [self.root]
        self._texts: list[list[str]] = [[]]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count.part()
        self._count.down()
        self._open.append({})
        self._texts.append([])

    def end(self, name: str) -> None:
        self._count.depth -= 1
        children, text = self._open.pop(), "".join(self._texts.pop())
        self._open[-1].setdefault(name, []).append(children or text.strip())

    def text(self, data: str) -> None:
        self._texts[-1].append(data)
