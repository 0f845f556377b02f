"""What the fields of dictionaries and their entries must be like, and where each entry stands in the tree."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ...models import DictionaryEntry

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,59}")
MAX_DEPTH = 8
MAX_ENTRIES = 20_000
#: What a pack ships of an entry and a site may change.
FIELDS = ("title", "title_en", "parent", "position", "valid_from", "valid_to", "enabled", "note")


def key_problem(key: str) -> str | None:
    """What is wrong with the key of a dictionary."""
    return None if KEY.fullmatch(key) else "标识须以小写字母开头，由小写字母、数字和下划线组成，最多 60 位"


def code_problem(code: str) -> str | None:
    """What is wrong with the code of an entry."""
    return None if CODE.fullmatch(code) else "编码须为 1 至 60 位字母、数字、点、下划线或连字符"


def days_problem(begins: date | None, ends: date | None) -> str | None:
    """What is wrong with a validity."""
    return "失效日期须晚于生效日期" if begins and ends and ends <= begins else None


def state_of(row: DictionaryEntry) -> dict[str, Any]:
    """An entry as JSON holds it, with the code of its parent."""
    return {
        "title": row.title,
        "title_en": row.title_en,
        "parent": row.parent.code if row.parent else None,
        "position": row.position,
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "enabled": row.enabled,
        "note": row.note,
    }


def put(row: DictionaryEntry, name: str, value: Any, by_code: Mapping[str, DictionaryEntry]) -> None:
    """Set one field of an entry from its JSON value."""
    if name == "parent":
        row.parent = by_code[value] if value is not None else None
    elif name in ("valid_from", "valid_to"):
        setattr(row, name, date.fromisoformat(value) if isinstance(value, str) else value)
    else:
        setattr(row, name, value)


def rings(parents: Mapping[str, str | None]) -> set[str]:
    """The codes that stand below themselves."""
    found: set[str] = set()
    for code in parents:
        path = [code]
        while (above := parents.get(path[-1])) is not None and above not in path:
            path.append(above)
        if above is not None:
            found.update(path[path.index(above) :])
    return found


def too_deep(parents: Mapping[str, str | None]) -> set[str]:
    """The codes that stand too deep, with all above them; the tree has no rings."""
    found: set[str] = set()
    for code in parents:
        line, above = [code], parents[code]
        while above is not None:
            line.append(above)
            above = parents.get(above)
        if len(line) > MAX_DEPTH:
            found.update(line)
    return found


def replace_all(rows: Iterable[DictionaryEntry]) -> list[DictionaryEntry]:
    """Give every entry its place in the tree; returns those that moved. Siblings go by position, then by code."""
    below: dict[str | None, list[DictionaryEntry]] = {}
    for row in rows:
        below.setdefault(row.parent.code if row.parent else None, []).append(row)
    moved: list[DictionaryEntry] = []
    waiting: list[tuple[str | None, str, int]] = [(None, "", 0)]
    while waiting:
        parent, before, depth = waiting.pop()
        siblings = sorted(below.get(parent, ()), key=lambda row: (row.position, row.code))
        for rank, row in enumerate(siblings):
            place = f"{before}{rank:05d}."
            if (row.place, row.depth) != (place, depth):
                row.place, row.depth = place, depth
                moved.append(row)
            waiting.append((row.code, place, depth + 1))
    return moved
