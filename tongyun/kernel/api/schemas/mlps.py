"""Shapes of the self-assessment."""

from typing import Literal

from ..shapes import Schema


class ControlOut(Schema):
    """One control of GB/T 22239-2019 8.1.4 as it is now."""

    number: str
    section: str
    demand: str
    verdict: Literal["met", "partly", "unmet"]
    there: list[str]
    missing: list[str]
    code: str
    evidence: str
