"""A value of a record as it stands in a cell."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

#: Where the readers of exported files are.
CHINA = ZoneInfo("Asia/Shanghai")
#: A spreadsheet keeps 15 digits of a number; longer ones are written as text.
EXACT = range(-(10**15) + 1, 10**15)
YES_NO = {"zh-CN": ("是", "否"), "en-US": ("Yes", "No")}
SEPARATOR = {"zh-CN": "、", "en-US": ", "}

Cell = str | int | float | datetime | None


def reach(row: Any, path: str) -> Any:
    """The value at a dotted path of a rendered row, of dictionaries or objects; None where the way ends."""
    for part in path.split("."):
        row = row.get(part) if isinstance(row, Mapping) else getattr(row, part, None)
        if row is None:
            return None
    return row


def cell(value: Any, words: Mapping[str, tuple[str, str]], language: str) -> Cell:
    """The value for one cell: codes in words, moments in China's time without a zone, lists on one line."""
    if isinstance(value, Enum):
        value = value.value
    known = words.get(str(value).lower() if isinstance(value, bool) else str(value)) if words else None
    if known is not None:
        return known[language == "en-US"]
    if isinstance(value, bool):
        return YES_NO[language][0 if value else 1]
    if isinstance(value, int):
        return value if value in EXACT else str(value)
    if isinstance(value, datetime):
        return value.astimezone(CHINA).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, (str, float)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return SEPARATOR[language].join(str(cell(each, words, language) or "") for each in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
