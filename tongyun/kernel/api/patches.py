"""What a PATCH asks for: the fields that were sent, and nothing for those that were left out."""

from collections.abc import Collection
from typing import Any

from ..contracts import FieldError, Invalid
from .shapes import Schema


def changes_in(body: Schema, may_be_null: Collection[str] = (), code: str = "bad_content") -> dict[str, Any]:
    """The fields that were sent, but for `version`, which says where a change starts from (versions.py).

    Raises Invalid, with `code`, for a null where none may stand.
    """
    changes = body.dict(exclude_unset=True, exclude={"version"})
    empty = [name for name, value in changes.items() if value is None and name not in may_be_null]
    if empty:
        raise Invalid(code, "内容有误。", [FieldError(f"/{name}", "不能为空") for name in empty])
    return changes
