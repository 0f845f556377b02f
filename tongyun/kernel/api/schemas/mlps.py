"""Shapes of the self-assessment."""

from typing import Literal

from ..shapes import Schema


class ControlFindingOut(Schema):
    """What is there, or missing, in both languages."""

    text: str
    text_en: str


class ControlOut(Schema):
    """One control of GB/T 22239-2019 8.1.4 as it is now."""

    number: str
    section: str
    section_en: str
    demand: str
    demand_en: str
    verdict: Literal["met", "partly", "unmet"]
    there: list[ControlFindingOut]
    missing: list[ControlFindingOut]
    code: str
    evidence: str
    evidence_en: str
