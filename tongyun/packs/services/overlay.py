"""What a site has changed of a shipped file, laid over it: three-way, by place.

An edit remembers the shipped value it was made against. When an upgrade brings another value there, the site's value
stays in use and the edit is in conflict until a person decides; nothing is overwritten without a word.
"""

import copy
from collections.abc import Iterable
from typing import Any

from ..contracts import ABSENT, Edit, EditState, LaidEdit
from .addressing import NAMES, name_of_entries, parts_of, put, same, value_at

MAX_EDITS = 500
MAX_PATH = 500


def lay(content: Any, edits: Iterable[Edit]) -> tuple[Any, list[LaidEdit]]:
    """A copy of the shipped content with the edits in it, and what became of each."""
    content = copy.deepcopy(content)
    laid: list[LaidEdit] = []
    for edit in edits:
        shipped = value_at(content, edit.path)
        if not put(content, edit.path, edit.value):
            laid.append(LaidEdit(edit, EditState.GONE, ABSENT))
        else:
            laid.append(LaidEdit(edit, _state(edit, shipped), shipped))
    return content, laid


def _state(edit: Edit, shipped: Any) -> EditState:
    if same(shipped, edit.value):
        return EditState.SAME
    return EditState.EDITED if same(shipped, edit.shipped) else EditState.CONFLICT


def problem_of(content: Any, path: str) -> str | None:
    """Why this place of a content cannot be edited, or None."""
    parts = parts_of(path)
    if not path.startswith("/") or not parts or len(path) > MAX_PATH or "" in parts:
        return "位置须写成 /名称/名称"
    around = value_at(content, path.rsplit("/", 1)[0])
    if around is ABSENT or not (isinstance(around, dict) or name_of_entries(around)):
        return "自带文件中没有这个位置"
    if len(parts) == 1 and parts[0] in NAMES:
        return "编号不能修改"
    above = value_at(content, path.rsplit("/", 2)[0]) if len(parts) > 2 else content
    if name_of_entries(above) == parts[-1]:
        return "编号不能修改"
    return None


def stored(edit: Edit) -> dict[str, Any]:
    """An edit as the database keeps it: a value that is absent is left out."""
    found: dict[str, Any] = {"path": edit.path}
    if edit.value is not ABSENT:
        found["value"] = edit.value
    if edit.shipped is not ABSENT:
        found["shipped"] = edit.shipped
    return found


def edit_of(row: dict[str, Any]) -> Edit:
    """An edit as `stored` wrote it."""
    return Edit(row["path"], row.get("value", ABSENT), row.get("shipped", ABSENT))
