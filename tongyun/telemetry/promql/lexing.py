"""A small scanner of query text, for what the parser cannot do: guard its recursion, and cut text at an operator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_TOKEN = re.compile(
    r"""
      (?P<raw>`[^`]*`)
    | (?P<string>"(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<comment>\#[^\n]*)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<comparison>==|!=|>=|<=|>|<)
    | (?P<operator>=~|!~|[-+*/%^=]|\b(?:and|or|unless|atan2)\b)
    | (?P<word>[A-Za-z_:][A-Za-z0-9_:.]*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of query text, with how many brackets are open around it."""

    kind: str
    text: str
    start: int
    depth: int

    @property
    def end(self) -> int:
        """The position after the piece."""
        return self.start + len(self.text)


def scan(query: str) -> Iterator[Token]:
    """All pieces in order; every character belongs to exactly one."""
    depth = 0
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "other"
        if kind == "close":
            depth -= 1
        yield Token(kind, match.group(), match.start(), depth)
        if kind == "open":
            depth += 1


def quoted(text: str) -> str:
    """The text as a double-quoted literal that the parser reads back unchanged."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def without_raw_strings(query: str) -> str:
    """The same query with its `raw` literals written in double quotes; the parser takes escapes inside backticks."""
    return "".join(quoted(token.text[1:-1]) if token.kind == "raw" else token.text for token in scan(query))


def names_negative_instant(query: str) -> bool:
    """Whether an `@` is followed by a minus; the parser loses such an instant."""
    pieces = [token.text for token in scan(query) if token.kind != "comment" and not token.text.isspace()]
    return any(before == "@" and after == "-" for before, after in pairwise(pieces))


def complexity(query: str) -> int:
    """How deep the tree of this text can be at most: every bracket and operator may add one level."""
    return sum(token.kind in {"open", "operator", "comparison"} and token.text != "{" for token in scan(query))
