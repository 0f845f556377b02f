"""Which kind of service is this process? Signatures of packs say so."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..contracts import ServiceFacts
from ..kept import Kept
from ..models import Signature

#: Words in a command line whose value is a secret; it is not kept.
_SECRET = re.compile(r"(?i)((?:password|passwd|pwd|secret|token|api[-_]?key)[^=\s:]*[=:\s]\s*)(\S+)")
MAX_CMDLINE = 4_000


@dataclass(frozen=True)
class Kind:
    """One signature, its patterns compiled. All patterns that are given must fit."""

    key: str
    type: str
    name: str
    watched: bool
    min_age: timedelta
    process: re.Pattern[str] | None
    exe: re.Pattern[str] | None
    cmdline: re.Pattern[str] | None
    ports: frozenset[int]
    attributes: Mapping[str, Any]

    def fits(self, facts: ServiceFacts, cmdline: str) -> bool:
        """Whether this process is of this kind."""
        return (
            (self.process is None or self.process.fullmatch(facts.process) is not None)
            and (self.exe is None or self.exe.search(clean_exe(facts)) is not None)
            and (self.cmdline is None or self.cmdline.search(cmdline) is not None)
            and (not self.ports or any(port in self.ports for _, _, port in facts.ports))
        )

    def name_of(self, facts: ServiceFacts, host: str) -> str:
        """The service's name by the template: {process} {port} {host} {unit}."""
        words = {
            "{process}": facts.process,
            "{port}": str(lowest_port(facts) or ""),
            "{host}": host,
            "{unit}": (facts.unit or "").removesuffix(".service") or facts.process,
        }
        return re.sub(r"\{(?:process|port|host|unit)\}", lambda match: words[match.group()], self.name)

    def too_young(self, facts: ServiceFacts, now: datetime) -> bool:
        """Whether a process of this kind must prove itself before it becomes an item."""
        return facts.started_at is not None and now - facts.started_at < self.min_age


def kinds() -> list[Kind]:
    """The signatures in use, in the order they are tried; one small query when nothing changed."""
    return _kept.present()


def _read(_: object) -> list[Kind]:
    rows = Signature.objects.filter(retired=False).order_by("rank", "key")
    return [compiled(row.key, row.definition) for row in rows]


_kept: Kept[list[Kind]] = Kept(Signature, _read)


def compiled(key: str, definition: Mapping[str, Any]) -> Kind:
    """A signature from its definition; raises re.error for a pattern that is none."""
    match = definition.get("match", {})
    patterns = {name: re.compile(match[name]) if name in match else None for name in ("process", "exe", "cmdline")}
    return Kind(
        key=key,
        type=definition["type"],
        name=definition["name"],
        watched=definition["watch"],
        min_age=timedelta(seconds=definition.get("min_age_s", 0)),
        ports=frozenset(match.get("ports", [])),
        attributes=definition.get("attributes", {}),
        **patterns,
    )


def kind_of(facts: ServiceFacts, known: Sequence[Kind]) -> Kind | None:
    """The first signature that fits, or None: then the process is nobody's business."""
    cmdline = cmdline_of(facts)
    return next((kind for kind in known if kind.fits(facts, cmdline)), None)


def cmdline_of(facts: ServiceFacts) -> str:
    """The command line as one text without the values of secrets, at most 4,000 characters."""
    return _SECRET.sub(r"\1***", " ".join(facts.cmdline))[:MAX_CMDLINE]


def clean_exe(facts: ServiceFacts) -> str:
    """The program's path; an upgrade under a running process must not make it another one."""
    return (facts.exe or "").removesuffix(" (deleted)") or facts.process


def lowest_port(facts: ServiceFacts) -> int | None:
    """The lowest port the process listens on."""
    return min((port for _, _, port in facts.ports), default=None)
