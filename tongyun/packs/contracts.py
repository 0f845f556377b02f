"""What the pack engine tells those who call it: plain types, no framework."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tongyun.kernel.contracts import Finding, PackFile


@dataclass(frozen=True)
class Manifest:
    """What pack.yaml says."""

    id: str
    version: str
    title: str
    title_en: str
    needs: tuple[str, ...]
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

    def __str__(self) -> str:
        sign = {"added": "+", "changed": "~", "retired": "-"}[self.action]
        return f"{sign} {self.pack}/{self.kind}/{self.id}"


@dataclass(frozen=True)
class PackReport:
    """What became of one pack. A refused one keeps its last good version in use."""

    pack: str
    version: str
    state: Literal["applied", "unchanged", "refused", "retired"]
    findings: tuple[Finding, ...] = ()
    applied: int = 0
    retired: int = 0
