"""What a phone number, a mail address and a readable text look like."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from ..contracts import FieldError

#: Control characters, what turns the direction of reading (a way to show `exe.pdf` as `fdp.exe`), and lone surrogates.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
PHONE = re.compile(r"\+?\d(?:[\d \-()转,]{2,28})\d")
MAIL = re.compile(r"[^\s@<>\"',;:]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9\-.]{0,180})\.[A-Za-z]{2,24}")


def is_phone(text: str) -> bool:
    """A mobile or fixed number, with area code, country code or extension."""
    return PHONE.fullmatch(text) is not None


def is_mail(text: str) -> bool:
    """A mail address of a usual form; one behind a mask is none."""
    return MAIL.fullmatch(text) is not None and "*" not in text


def unprintable(text: str) -> bool:
    """Whether a one-line text holds control or direction marks, which make a name look like another."""
    return any(unicodedata.category(character) in HIDDEN for character in text)


def text_problems(fields: Mapping[str, Any], limit: int) -> list[FieldError]:
    """What is wrong with the titles, of at most `limit` characters, and the remarks among some fields."""
    found = []
    for name in ("title", "title_en"):
        text = fields.get(name)
        if text is None:
            continue
        if len(text) > limit or unprintable(text):
            found.append(FieldError(f"/{name}", f"不能超过 {limit} 个字，也不能含控制字符"))
        elif name == "title" and not text.strip():
            found.append(FieldError("/title", "请填写名称"))
    found += [
        FieldError(f"/{name}", "不能超过 500 个字")
        for name in ("note", "description")
        if len(fields.get(name) or "") > 500
    ]
    return found
