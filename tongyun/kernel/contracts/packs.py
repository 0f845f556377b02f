"""The language between the pack engine and the rooms whose content packs carry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class PackFile:
    """One content file of a pack. `content` is the parsed YAML or JSON; for other formats it is the text."""

    pack: str
    kind: str
    id: str
    path: str
    content: Any
    text: str


@dataclass(frozen=True)
class Finding:
    """What a check found in a pack file. Errors refuse the pack; warnings are shown."""

    path: str
    message: str
    line: int | None = None
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class PackKind:
    """A folder of a pack that one room understands.

    `schema` (JSON Schema 2020-12) describes one file where the format is YAML or JSON. `check` finds what a schema
    cannot say. `apply` is idempotent and runs inside the pack's transaction. `retire` takes content out of use and
    keeps its history. Kinds are applied in the order of `rank`.
    """

    name: str
    suffixes: tuple[str, ...]
    schema: Mapping[str, Any] | None
    check: Callable[[PackFile], list[Finding]]
    apply: Callable[[PackFile], None]
    retire: Callable[[str, str], None]
    rank: int = 100
