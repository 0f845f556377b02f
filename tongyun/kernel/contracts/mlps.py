"""Classified protection, level 3 (等保三级): the controls of GB/T 22239-2019 8.1.4 and what is found of each."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How far a control is met."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"


#: As an assessor writes it.
VERDICTS = {Verdict.MET: "符合", Verdict.PARTLY: "部分符合", Verdict.UNMET: "不符合"}


@dataclass(frozen=True)
class Words:
    """One text in both languages; the Chinese one is the assessor's."""

    zh: str
    en: str


@dataclass(frozen=True)
class Found:
    """What a look at the running installation gave: what is there, and what is missing with the way to get it."""

    there: tuple[Words, ...] = ()
    missing: tuple[Words, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Met when nothing is missing, unmet when nothing is there."""
        if not self.missing:
            return Verdict.MET
        return Verdict.PARTLY if self.there else Verdict.UNMET


@dataclass(frozen=True)
class Assessment:
    """One control as it is now. `code` is where it is built, `evidence` the page or command that shows it."""

    number: str
    section: Words
    demand: Words
    found: Found
    code: str
    evidence: Words
