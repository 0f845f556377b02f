"""Words of a ClickHouse statement, read lazily, so that an INSERT's data is never looked at.

It follows ClickHouse's own lexer and is stricter where that one is lenient (heredocs, typographic quotes and spaces,
nested comments): such text is refused, because a guard must never read a statement otherwise than the engine does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from tongyun.telemetry.store.errors import syntax_error


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    QUOTED = "quoted identifier"
    STRING = "string"
    NUMBER = "number"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is without quotes for a quoted identifier or a string; `start` and `end` are byte offsets."""

    kind: Kind
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """True for an unquoted word, whatever its case."""
        return self.kind is Kind.WORD and self.text.upper() in words

    def is_sign(self, sign: str) -> bool:
        """True for this punctuation mark."""
        return self.kind is Kind.SIGN and self.text == sign

    @property
    def names(self) -> bool:
        """True when the token may be a name: a word or a quoted identifier."""
        return self.kind in (Kind.WORD, Kind.QUOTED)


SPACE: Final = re.compile(rb"[ \t\r\n\f\v]+")
LINE_COMMENT: Final = re.compile(rb"(?:--|#!|# )[^\n]*")
WORD: Final = re.compile(rb"[A-Za-z_][A-Za-z0-9_$]*")
NUMBER: Final = re.compile(rb"[0-9](?:[eEpP][+-][0-9]|[A-Za-z0-9_.])*|\.[0-9](?:[eE][+-][0-9]|[0-9_eE])*")
QUOTED: Final = {
    ord(b"'"): re.compile(rb"'((?:[^'\\]++|\\.|'')*+)'", re.S),
    ord(b'"'): re.compile(rb'"((?:[^"\\]++|\\.|"")*+)"', re.S),
    ord(b"`"): re.compile(rb"`((?:[^`\\]++|\\.|``)*+)`", re.S),
}
SIGNS: Final = frozenset(b"()[]{}.,;:=<>!+-*/%?|&^@~")


def tokens(text: bytes, start: int = 0) -> Iterator[Token]:
    """The statement's tokens from `start` on; comments and spaces are passed over.

    Raises `ClickHouseError` 62 at the first byte that is not the beginning of any token this store accepts.
    """
    at = start
    while at < len(text):
        if skipped := SPACE.match(text, at) or LINE_COMMENT.match(text, at):
            at = skipped.end()
        elif text.startswith(b"/*", at):
            at = _after_comment(text, at)
        else:
            token = _token(text, at)
            yield token
            at = token.end


def text_of(statement: bytes) -> str:
    """A statement as text; 62 when it is not UTF-8 (the engine's interface takes nothing else)."""
    try:
        return statement.decode()
    except UnicodeDecodeError as failure:
        raise syntax_error(f"The statement is not UTF-8 at position {failure.start + 1}") from None


def _after_comment(text: bytes, at: int) -> int:
    end = text.find(b"*/", at + 2)
    if end < 0 or text.find(b"/*", at + 2, end) >= 0:
        raise syntax_error("A comment is not closed or contains another one")
    return end + 2


def _token(text: bytes, at: int) -> Token:
    first = text[at]
    if first in QUOTED:
        return _quoted(text, at, first)
    if found := WORD.match(text, at):
        return Token(Kind.WORD, found[0].decode(), at, found.end())
    if found := NUMBER.match(text, at):
        return Token(Kind.NUMBER, found[0].decode(), at, found.end())
    if first in SIGNS:
        return Token(Kind.SIGN, chr(first), at, at + 1)
    shown = text[at : at + 12].decode(errors="replace")
    raise syntax_error(f"Unexpected character at position {at + 1}: {shown!r} (names in other scripts need quotes)")


def _quoted(text: bytes, at: int, quote: int) -> Token:
    found = QUOTED[quote].match(text, at)
    if found is None:
        raise syntax_error(f"The quote at position {at + 1} is not closed")
    kind = Kind.STRING if quote == ord("'") else Kind.QUOTED
    mark = chr(quote)
    inner = found[1].decode(errors="surrogateescape").replace(mark * 2, mark)
    return Token(kind, re.sub(r"\\(.)", r"\1", inner, flags=re.S), at, found.end())
