"""Personal data as most people see them (脱敏, GB/T 35273-2020 7.2): enough to tell two apart, too little to use."""

import re
from functools import lru_cache
from typing import Literal, get_args

#: What a field holds. JSON Schemas say it by `x-personal`.
PersonalKind = Literal["phone", "mail", "id_number"]
KINDS: tuple[str, ...] = get_args(PersonalKind)

STARS = "****"
#: What is personal and has no mask that would leave something to tell two apart.
OTHER = "other"
#: Names of fields that hold personal data, in states and tables whose shape nobody declared.
_NAMED = (
    ("mail", r"mail|email", "邮箱"),
    ("id_number", r"id_?card|id_?number|identity_number", "身份证"),
    ("phone", r"phone|mobile|landline|telephone", "手机|电话"),
    (OTHER, r"birthday|bank_?account|home_?address", "住址"),
)
_PATTERNS = tuple(
    (kind, re.compile(rf"(^|[_.-])({latin})($|[_.-])|{chinese}", re.IGNORECASE)) for kind, latin, chinese in _NAMED
)
#: A shorter number would be told by what is left of it.
SHORTEST_SHOWN = 7


@lru_cache(4096)
def kind_named(name: str) -> str:
    """What a field of this name holds: a kind, `other`, or nothing personal (empty)."""
    return next((kind for kind, pattern in _PATTERNS if pattern.search(name)), "")


def mask(kind: str, text: str) -> str:
    """`138****5678`, `028-****1234`, `z***@example.cn`, `510104********1234`; nothing stays nothing."""
    if not text:
        return text
    if kind == OTHER:
        return STARS
    if kind == "mail":
        name, at, host = text.partition("@")
        return f"{name[:1]}***@{host}" if at else STARS
    if kind == "id_number":
        return f"{text[:6]}********{text[-4:]}" if len(text) >= 15 else STARS
    return f"{_front(text)}{STARS}{text[-4:]}" if sum(map(str.isdigit, text)) >= SHORTEST_SHOWN else STARS


def unmasked(kind: str, entered: str, kept: str) -> str:
    """What somebody means who sends back a form they were shown: a value still masked is the one that is kept."""
    return kept if kept and entered == mask(kind, kept) else entered


def is_masked(text: str) -> bool:
    """Whether a value can only come from a mask."""
    return STARS in text or "***@" in text


def _front(number: str) -> str:
    """What stands before the stars: an area or country code with its hyphen, else three digits; less of a short one."""
    code, hyphen, rest = number.partition("-")
    if hyphen and len(code) <= 4 and sum(map(str.isdigit, rest)) >= SHORTEST_SHOWN:
        return f"{code}-"
    return number[:3] if len(number) >= 11 else ""
