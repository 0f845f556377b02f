"""The sealed list: TONGYUN_DATA/trust/release.json with its signature beside it, made by the key of the audit trail."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import transaction

import tongyun

from ...contracts import Ref, utc_now
from ..audit import audit, signing
from ..audit.standalone import sm3
from ..context import current_actor
from .measuring import PARTS, Digests, measured

NAME = "release.json"


@dataclass(frozen=True)
class Sealed:
    """A release as it was accepted. `digest` is the SM3 of all paths and digests: compare it with the supplier's."""

    version: str
    sealed_at: str
    by: str
    digest: str
    parts: dict[str, Digests]

    @property
    def files(self) -> int:
        """How many files were measured."""
        return sum(len(part) for part in self.parts.values())


@dataclass(frozen=True)
class Deviation:
    """A file that is not as it was accepted."""

    part: str
    path: str
    reason: Literal["changed", "missing", "added"]


def seal(wanted: Iterable[str] = PARTS) -> Sealed:
    """Measure what is installed, sign the list and keep it; audited. From now on this is what is trusted."""
    parts = {part: measured(part) for part in wanted}
    made = Sealed(
        tongyun.__version__, utc_now().isoformat(timespec="seconds"), current_actor().name, _digest(parts), parts
    )
    text = json.dumps(asdict(made), ensure_ascii=False, sort_keys=True, indent=0)
    key, signature = signing.sign(text)
    with transaction.atomic():
        after = {"version": made.version, "files": made.files, "digest": made.digest, "key": key}
        audit("trust.sealed", Ref("release", made.version, f"统运 {made.version}"), None, after)
    # Not before the trail has it for good: nothing is trusted that it does not know of.
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / NAME).write_text(text, encoding="utf-8")
    (folder / f"{NAME}.sig").write_text(f"{key} {signature}\n")
    return made


def sealed() -> Sealed | None:
    """The release as it was accepted; None where nobody sealed one. Raises ValueError when the list was touched."""
    path = _folder() / NAME
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    beside = path.with_name(f"{NAME}.sig")
    key, _, signature = beside.read_text().strip().partition(" ") if beside.is_file() else ("", "", "")
    if not signing.holds(text, key, signature):
        raise ValueError("可信基线的签名无效")
    return Sealed(**json.loads(text))


def deviations(accepted: Sealed, parts: Iterable[str]) -> list[Deviation]:
    """Every file of these parts that differs from what was accepted, in the order of their paths."""
    return [each for part in parts for each in _of_part(part, accepted.parts.get(part, {}), measured(part))]


def _of_part(part: str, then: Digests, now: Digests) -> Iterator[Deviation]:
    for path in sorted(then.keys() | now.keys()):
        if path not in now:
            yield Deviation(part, path, "missing")
        elif path not in then:
            yield Deviation(part, path, "added")
        elif then[path] != now[path]:
            yield Deviation(part, path, "changed")


def _digest(parts: dict[str, Digests]) -> str:
    lines = [
        f"{part}\n{path}\n{found}\n" for part, files in sorted(parts.items()) for path, found in sorted(files.items())
    ]
    return sm3("".join(lines).encode())


def _folder() -> Path:
    return Path(settings.TONGYUN.data) / "trust"
