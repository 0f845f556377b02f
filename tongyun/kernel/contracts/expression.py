"""The expression language of conditions and computed values: small, total, without calls, attributes or loops.

Grammar (lowest binding first)::

    or · and · not · == != < <= > >= in, not in · + - · * / · unary - · literal, path, [list], (…)

Literals are numbers, 'text' or "text", ``true``, ``false`` and ``null``. A name is a dotted path into the
data that the caller gives (``steps.verify.passed``); a path that leads nowhere is ``null``. Nothing else
exists: no calls, no indexing, no assignment. Every expression ends, because its length and depth are bounded,
and so are the values it can build. Python's own ``eval``, ``exec`` and ``compile`` are never used.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

MAX_LENGTH: Final = 1000
"""Characters in one expression."""
MAX_DEPTH: Final = 32
"""Levels of nesting in one expression, brackets and chains of operators alike."""
MAX_TEXT: Final = 10_000
"""Characters in a text that an expression builds."""
MAX_NUMBER: Final = 10**18
"""Largest magnitude of a number that an expression builds."""


class ExpressionError(ValueError):
    """An expression that cannot be read or evaluated; ``position`` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (at character {position + 1})")
        self.message = message
        self.position = position


@dataclass(frozen=True)
class Literal:
    """A number, text, truth value or null as written."""

    value: object
    position: int
    depth: int = 1


@dataclass(frozen=True)
class Path:
    """A dotted path into the caller's data."""

    parts: tuple[str, ...]
    position: int
    depth: int = 1


@dataclass(frozen=True)
class Items:
    """A list literal, the usual right side of ``in``."""

    items: tuple["Node", ...]
    position: int
    depth: int


@dataclass(frozen=True)
class Unary:
    """``not x`` or ``-x``."""

    operator: str
    operand: "Node"
    position: int
    depth: int


@dataclass(frozen=True)
class Binary:
    """Two operands and what joins them."""

    operator: str
    left: "Node"
    right: "Node"
    position: int
    depth: int


Node = Literal | Path | Items | Unary | Binary

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d{1,15}(?:\.\d{1,15})?(?![\w.]))|(?P<text>'[^'\\]*'|\"[^\"\\]*\")"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*(?![\w.]))|(?P<sign>==|!=|<=|>=|[<>+\-*/()\[\],])"
)
_CONSTANTS: Final[dict[str, object]] = {"true": True, "false": False, "null": None}
_WORDS: Final = frozenset({"and", "or", "not", "in"})
_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in"})


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def _tokens(source: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise ExpressionError(f"unexpected {source[position]!r}", position)
        kind = match.lastgroup or ""
        if kind == "name" and match.group() in _WORDS:
            kind = "word"
        if kind != "space":
            found.append(_Token(kind, match.group(), position))
        position = match.end()
    found.append(_Token("end", "", len(source)))
    return found


class _Parser:
    """Recursive descent over the tokens; ``level`` bounds its own recursion."""

    def __init__(self, source: str) -> None:
        self._tokens = _tokens(source)
        self._at = 0
        self._level = 0

    def whole(self) -> Node:
        node = self._either()
        if self._peek.kind != "end":
            raise ExpressionError(f"unexpected {self._peek.text!r}", self._peek.position)
        return node

    @property
    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._peek
        self._at += 1
        return token

    def _accept(self, *texts: str) -> _Token | None:
        token = self._peek
        return self._take() if token.kind in ("sign", "word") and token.text in texts else None

    def _expect(self, text: str) -> None:
        if self._accept(text) is None:
            raise ExpressionError(f"expected {text!r}", self._peek.position)

    def _chain(self, operand: Callable[[], Node], *operators: str) -> Node:
        left = operand()
        while token := self._accept(*operators):
            left = _binary(token.text, left, operand(), token.position)
        return left

    def _either(self) -> Node:
        self._level += 1
        if self._level > MAX_DEPTH:
            raise ExpressionError("nested too deeply", self._peek.position)
        node = self._chain(self._both, "or")
        self._level -= 1
        return node

    def _both(self) -> Node:
        return self._chain(self._negation, "and")

    def _negation(self) -> Node:
        signs: list[_Token] = []
        while token := self._accept("not"):
            signs.append(token)
        return _wrapped(signs, self._comparison())

    def _comparison(self) -> Node:
        left = self._sum()
        operator = self._comparison_operator()
        if operator is None:
            return left
        text, position = operator
        node = _binary(text, left, self._sum(), position)
        if (again := self._comparison_operator()) is not None:
            raise ExpressionError("comparisons cannot be chained; join them with 'and'", again[1])
        return node

    def _comparison_operator(self) -> tuple[str, int] | None:
        if token := self._accept("==", "!=", "<", "<=", ">", ">=", "in"):
            return token.text, token.position
        following = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        if self._peek.text == "not" and self._peek.kind == "word" and following.text == "in":
            position = self._take().position
            self._take()
            return "not in", position
        return None

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._signed, "*", "/")

    def _signed(self) -> Node:
        signs: list[_Token] = []
        while token := self._accept("-"):
            signs.append(token)
        return _wrapped(signs, self._atom())

    def _atom(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return Literal(float(token.text) if "." in token.text else int(token.text), token.position)
        if token.kind == "text":
            return Literal(token.text[1:-1], token.position)
        if token.kind == "name":
            if token.text in _CONSTANTS:
                return Literal(_CONSTANTS[token.text], token.position)
            return Path(tuple(token.text.split(".")), token.position)
        if token.text == "(":
            node = self._either()
            self._expect(")")
            return node
        if token.text == "[":
            return self._list(token.position)
        what = "the expression ends too early" if token.kind == "end" else f"unexpected {token.text!r}"
        raise ExpressionError(what, token.position)

    def _list(self, position: int) -> Node:
        items: list[Node] = []
        if self._accept("]") is None:
            items.append(self._either())
            while self._accept(","):
                items.append(self._either())
            self._expect("]")
        depth = _deeper(max((item.depth for item in items), default=0), position)
        return Items(tuple(items), position, depth)


def _deeper(depth: int, position: int) -> int:
    if depth + 1 > MAX_DEPTH:
        raise ExpressionError("nested too deeply", position)
    return depth + 1


def _binary(operator: str, left: Node, right: Node, position: int) -> Node:
    return Binary(operator, left, right, position, _deeper(max(left.depth, right.depth), position))


def _wrapped(signs: list[_Token], node: Node) -> Node:
    for sign in reversed(signs):
        node = Unary(sign.text, node, sign.position, _deeper(node.depth, sign.position))
    return node


@lru_cache(maxsize=2048)
def parse(source: str) -> Node:
    """Read an expression.

    Raises:
        ExpressionError: it is empty, too long, nested too deeply or not of this language.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters", MAX_LENGTH)
    return _Parser(source).whole()


def roots(node: Node) -> set[str]:
    """The first parts of all paths in an expression: what the caller's data must offer."""
    match node:
        case Path():
            return {node.parts[0]}
        case Items():
            return set().union(*(roots(item) for item in node.items))
        case Unary():
            return roots(node.operand)
        case Binary():
            return roots(node.left) | roots(node.right)
        case Literal():
            return set()


def evaluate(source: str, data: Mapping[str, object]) -> object:
    """The value of an expression over ``data``, which is only ever read as mappings.

    Raises:
        ExpressionError: the expression is not of this language, or its operands do not fit the operator.
    """
    return _value(parse(source), data)


def holds(source: str, data: Mapping[str, object]) -> bool:
    """Whether a condition is true; a condition that yields anything but true, false or null is an error."""
    value = evaluate(source, data)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise ExpressionError("a condition must be true or false", 0)
    return value


def _value(node: Node, data: Mapping[str, object]) -> object:
    match node:
        case Literal():
            return node.value
        case Path():
            return _look_up(node.parts, data)
        case Items():
            return [_value(item, data) for item in node.items]
        case Unary():
            return _unary(node, data)
        case Binary():
            return _joined(node, data)


def _look_up(parts: tuple[str, ...], data: Mapping[str, object]) -> object:
    current: object = data
    for part in parts:
        if not isinstance(current, Mapping):
            return None
        current = current.get(part)
    return current


def _unary(node: Unary, data: Mapping[str, object]) -> object:
    value = _value(node.operand, data)
    if node.operator == "not":
        return not _truth(value, node.position)
    return -_number(value, node.position)


def _joined(node: Binary, data: Mapping[str, object]) -> object:
    left = _value(node.left, data)
    if node.operator == "and":
        return _truth(left, node.position) and _truth(_value(node.right, data), node.position)
    if node.operator == "or":
        return _truth(left, node.position) or _truth(_value(node.right, data), node.position)
    right = _value(node.right, data)
    if node.operator in _COMPARISONS:
        return _compared(node.operator, left, right, node.position)
    return _calculated(node.operator, left, right, node.position)


def _truth(value: object, position: int) -> bool:
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    raise ExpressionError("'and', 'or' and 'not' take true or false", position)


def _number(value: object, position: int) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExpressionError("a number is needed here", position)
    return value


def _compared(operator: str, left: object, right: object, position: int) -> bool:
    match operator:
        case "==":
            return _same(left, right)
        case "!=":
            return not _same(left, right)
        case "in":
            return _contained(left, right, position)
        case "not in":
            return not _contained(left, right, position)
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str):
        return _ordered(operator, (left > right) - (left < right))
    if isinstance(left, datetime) and isinstance(right, datetime):
        if (left.tzinfo is None) != (right.tzinfo is None):
            raise ExpressionError("a time without a zone cannot be compared", position)
        return _ordered(operator, (left > right) - (left < right))
    a, b = _number(left, position), _number(right, position)
    return _ordered(operator, (a > b) - (a < b))


def _ordered(operator: str, sign: int) -> bool:
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[operator]


def _same(left: object, right: object) -> bool:
    """Equality without Python's ``True == 1``."""
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return left == right


def _contained(left: object, right: object, position: int) -> bool:
    if right is None:
        return False
    if isinstance(right, str):
        if not isinstance(left, str):
            raise ExpressionError("only text can be in a text", position)
        return left in right
    if isinstance(right, list | tuple):
        return any(_same(left, each) for each in right)
    raise ExpressionError("'in' needs a list or a text on its right", position)


def _calculated(operator: str, left: object, right: object, position: int) -> object:
    if operator == "+" and isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > MAX_TEXT:
            raise ExpressionError(f"a text longer than {MAX_TEXT} characters", position)
        return left + right
    a, b = _number(left, position), _number(right, position)
    if abs(a) > MAX_NUMBER or abs(b) > MAX_NUMBER:
        raise ExpressionError("the number is too large", position)
    result: int | float
    match operator:
        case "+":
            result = a + b
        case "-":
            result = a - b
        case "*":
            result = a * b
        case _:
            if b == 0:
                raise ExpressionError("division by zero", position)
            result = a / b
    if not abs(result) <= MAX_NUMBER:  # also catches "not a number"
        raise ExpressionError("the number is too large", position)
    return result
