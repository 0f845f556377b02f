"""Shapes of the installation's health."""

from typing import Literal

from ..shapes import Schema


class HealthPartOut(Schema):
    """One part of the installation."""

    key: str
    name: str
    state: Literal["ok", "degraded", "down", "unknown"]
    detail: str
    advice: str


class HealthOut(Schema):
    """The installation as a whole: down without its database, degraded while any other part is not ok."""

    status: Literal["ok", "degraded", "down"]
    version: str
    parts: list[HealthPartOut]
