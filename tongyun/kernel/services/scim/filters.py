"""The filter language of SCIM (RFC 7644, 3.4.2.2): parsed once, then asked of the database or of one resource.

userName eq "zhang" and (emails[type eq "work"].value co "@example" or not (active eq true))
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from .errors import ScimError

MAX_LENGTH: Final = 2000
MAX_DEPTH: Final = 20
OPERATORS: Final = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"})
_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[()\[\]])|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>[^\s()\[\]"]+))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Compare:
    """`path operator value`; the operator `pr` (is present) has no value."""

    path: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Both:
    """`and`."""

    left: "Condition"
    right: "Condition"


@dataclass(frozen=True)
class Either:
    """`or`."""

    left: "Condition"
    right: "Condition"


@dataclass(frozen=True)
class Not:
    """`not (…)`."""

    inner: "Condition"


@dataclass(frozen=True)
class Some:
    """`path[…]`: some entry of a list fulfils the inner condition."""

    path: str
    inner: "Condition"


Condition = Compare | Both | Either | Not | Some


def parse(text: str) -> Condition:
    """The condition of a filter. Raises ScimError (invalidFilter)."""
    if len(text) > MAX_LENGTH:
        raise wrong(f"超过 {MAX_LENGTH} 字")
    reader = _Reader(_tokens(text))
    found = reader.either(0)
    reader.end()
    return found


def wrong(reason: str) -> ScimError:
    """The refusal of a filter."""
    return ScimError("invalidFilter", f"过滤条件有误：{reason}。")


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise wrong(f"第 {at + 1} 个字符处无法读取")
        found.append(match.group().strip())
        at = match.end()
    return found


class _Reader:
    """Reads tokens from left to right; `or` binds weaker than `and`, `and` weaker than `not`."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        if not token:
            raise wrong("没有写完")
        self.at += 1
        return token

    def expect(self, mark: str) -> None:
        if self.next() != mark:
            raise wrong(f"缺少 {mark}")

    def end(self) -> None:
        if self.peek():
            raise wrong(f"多余的“{self.peek()[:40]}”")

    def either(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise wrong("嵌套过深")
        found = self.both(depth)
        while self.peek().lower() == "or":
            self.next()
            found = Either(found, self.both(depth))
        return found

    def both(self, depth: int) -> Condition:
        found = self.one(depth)
        while self.peek().lower() == "and":
            self.next()
            found = Both(found, self.one(depth))
        return found

    def one(self, depth: int) -> Condition:
        token = self.next()
        if token.lower() == "not":
            self.expect("(")
            return Not(self._closed(depth))
        if token == "(":
            return self._closed(depth)
        if token in ")[]" or token.startswith('"'):
            raise wrong(f"“{token[:40]}”处应为属性名")
        if self.peek() == "[":
            self.next()
            inner = self.either(depth + 1)
            self.expect("]")
            return Some(token, inner)
        return self._comparison(token)

    def _closed(self, depth: int) -> Condition:
        inner = self.either(depth + 1)
        self.expect(")")
        return inner

    def _comparison(self, path: str) -> Compare:
        operator = self.next().lower()
        if operator == "pr":
            return Compare(path, operator)
        if operator not in OPERATORS:
            raise wrong(f"没有运算符“{operator[:20]}”")
        raw = self.next()
        try:
            value = json.loads(raw if raw.startswith('"') else raw.lower())
        except ValueError:
            raise wrong(f"值“{raw[:40]}”应为带引号的文字、数字、true、false 或 null") from None
        if isinstance(value, (dict, list)):
            raise wrong("值不能是对象或列表")
        return Compare(path, operator, value)


def holds(condition: Condition, entry: dict[str, Any]) -> bool:
    """Whether one entry of a list fulfils a condition; texts are compared without regard to case."""
    match condition:
        case Both(left, right):
            return holds(left, entry) and holds(right, entry)
        case Either(left, right):
            return holds(left, entry) or holds(right, entry)
        case Not(inner):
            return not holds(inner, entry)
        case Some():
            raise wrong("方括号内不能再有方括号")
        case Compare(path, operator, value):
            return _compares(entry.get(_known_name(entry, path)), operator, value)


def _known_name(entry: dict[str, Any], path: str) -> str:
    return next((name for name in entry if name.lower() == path.lower()), path)


def _compares(own: Any, operator: str, value: Any) -> bool:
    if operator == "pr":
        return own not in (None, "", [])
    if operator in ("eq", "ne"):
        same = own.lower() == value.lower() if isinstance(own, str) and isinstance(value, str) else own == value
        return same == (operator == "eq")
    if not isinstance(own, str) or not isinstance(value, str):
        return False
    left, right = own.lower(), value.lower()
    tests = {
        "co": right in left,
        "sw": left.startswith(right),
        "ew": left.endswith(right),
        "gt": left > right,
        "ge": left >= right,
        "lt": left < right,
        "le": left <= right,
    }
    return tests[operator]
