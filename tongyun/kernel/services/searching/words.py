"""Texts as words of the index: letters and digits as they stand, Chinese as pairs of neighbouring characters.

So 密码错误 is found by 密码, 码错, 错误 and the whole, without a dictionary that would have to know each word.
"""

import re
import unicodedata
from functools import cache
from importlib import import_module
from typing import Any

RUNS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
MAX_WORD = 60
MAX_WORDS = 2_000
MAX_ASKED = 12


def words_of(text: str) -> list[str]:
    """The words a text is indexed under, each once."""
    found: dict[str, None] = {}
    for run in RUNS.findall(_plain(text)):
        if run.isascii():
            found[run[:MAX_WORD]] = None
        else:
            found.update(dict.fromkeys(run[at : at + 2] for at in range(len(run))))
        if len(found) >= MAX_WORDS:
            break
    return list(found)[:MAX_WORDS]


def asked_words(text: str) -> list[tuple[str, bool]]:
    """The words somebody asks for, and whether each may be the beginning of one; all must be there."""
    asked: dict[tuple[str, bool], None] = {}
    for run in RUNS.findall(_plain(text)):
        if run.isascii() or len(run) == 1:
            asked[(run[:MAX_WORD], True)] = None
        else:
            asked.update(dict.fromkeys((run[at : at + 2], False) for at in range(len(run) - 1)))
    return list(asked)[:MAX_ASKED]


def spoken(name: str) -> list[str]:
    """A Chinese name as it is typed in letters: initials and the whole (张伟: zw, zhangwei)."""
    syllables = _pinyin().lazy_pinyin(name, errors="ignore")
    return ["".join(part[0] for part in syllables), "".join(syllables)] if syllables else []


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


@cache
def _pinyin() -> Any:
    """Loaded when a name is first indexed: its tables cost each start a third of a second."""
    return import_module("pypinyin")
