"""What the pack engine tells those who call it: plain types, no framework."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal

from tongyun.kernel.contracts import Finding, PackFile


class Absent:
    """There is nothing at a place of a file: other than null, which is a value."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


@dataclass(frozen=True)
class Manifest:
    """What pack.yaml says."""

    id: str
    version: str
    title: str
    title_en: str
    description: str
    needs: tuple[str, ...]
    provides: tuple[str, ...]
    maturity: str
    locales: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A pack's folder as it is on disk, not yet read. `digest` covers every content file and the engine that reads it;
    `shown` is the folder as people read it in findings."""

    folder: Path
    shown: str
    digest: str
    files: tuple["SourceFile", ...]
    findings: tuple[Finding, ...]

    @property
    def id(self) -> str:
        """A pack is called as its folder."""
        return self.folder.name


@dataclass(frozen=True)
class SourceFile:
    """One content file on disk. `shown` is its path as people read it in findings."""

    kind: str
    id: str
    path: Path
    shown: str
    digest: str


@dataclass(frozen=True)
class Pack:
    """A pack that was read. With an error among the findings, nothing of it may be applied."""

    source: Source
    manifest: Manifest | None
    files: tuple[PackFile, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether it has an error."""
        return self.manifest is None or any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True)
class Change:
    """What applying would do to one file's content."""

    pack: str
    kind: str
    id: str
    action: Literal["added", "changed", "retired"]
    values: tuple["ValueChange", ...] = ()

    def __str__(self) -> str:
        sign = {"added": "+", "changed": "~", "retired": "-"}[self.action]
        return f"{sign} {self.pack}/{self.kind}/{self.id}"


@dataclass(frozen=True)
class ValueChange:
    """One value of a file that an upgrade would change. Places: services/addressing.py."""

    path: str
    old: Any
    new: Any


class EditState(StrEnum):
    """How a site's edit stands to what is shipped now."""

    EDITED = "edited"
    #: What is shipped now is what the site wanted: the edit can go.
    SAME = "same"
    #: The shipped value has changed since the edit was made; the site's is in use until a person decides.
    CONFLICT = "conflict"
    #: What is around the place is no longer shipped; the edit has no effect.
    GONE = "gone"


@dataclass(frozen=True)
class Edit:
    """A site wants another value at a place of a shipped file; `shipped` is what stood there when it decided so."""

    path: str
    value: Any
    shipped: Any


@dataclass(frozen=True)
class LaidEdit:
    """An edit laid over what is shipped now."""

    edit: Edit
    state: EditState
    shipped: Any


@dataclass(frozen=True)
class SiteEdit:
    """An edit with its file and who made it. `origin` names the site's own pack file; "" means: on the page."""

    pack: str
    kind: str
    file: str
    origin: str
    changed_by: str
    laid: LaidEdit


@dataclass(frozen=True)
class PackReport:
    """What became of one pack. A refused one keeps its last good version in use."""

    pack: str
    version: str
    state: Literal["applied", "unchanged", "refused", "retired"]
    findings: tuple[Finding, ...] = ()
    applied: int = 0
    retired: int = 0
