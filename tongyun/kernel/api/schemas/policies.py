"""Shapes of policies."""

from datetime import datetime
from typing import Any

from ..shapes import Schema


class PolicyOut(Schema):
    """One policy: its form, its value and whether the reader may change it."""

    key: str
    title: str
    title_en: str
    help: str
    help_en: str
    form: dict[str, Any]
    value: dict[str, Any]
    version: int
    changed_by: str
    changed_at: datetime | None
    writable: bool
