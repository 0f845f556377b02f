"""Reads of the pack engine."""

from pathlib import Path
from typing import Any

from django.db import DatabaseError

from tongyun.kernel.contracts import Finding, HealthState, PartHealth
from tongyun.kernel.facade import pack_kinds

from .contracts import Change
from .models import AppliedFile, AppliedPack
from .services.discovery import discover, find
from .services.linting import load
from .services.manifest import SCHEMA


def lint(name: str | None = None) -> list[Finding]:
    """Findings of one pack (its id or folder), of a folder of packs, or of all of the installation.

    Needs no database.
    """
    sources = discover()
    if name is not None:
        known = find(name)
        if known is None and not Path(name).is_dir():
            return [Finding(name, "没有这个内容包或文件夹")]
        sources = [known] if known else discover([Path(name)])
    return [finding for source in sources for finding in load(source).findings]


def diff() -> list[Change]:
    """What applying all packs would change, by digest of the files."""
    applied = {(file.pack_id, file.kind, file.id): file.digest for file in AppliedFile.objects.all()}
    retired = set(AppliedPack.objects.filter(state=AppliedPack.State.RETIRED).values_list("id", flat=True))
    changes: list[Change] = []
    sources = [source for source in discover() if source.id not in retired]
    for source in sources:
        for file in source.files:
            digest = applied.pop((source.id, file.kind, file.id), None)
            if digest is None:
                changes.append(Change(source.id, file.kind, file.id, "added"))
            elif digest != file.digest:
                changes.append(Change(source.id, file.kind, file.id, "changed"))
    here = {source.id for source in sources}
    changes.extend(Change(*key, action="retired") for key in sorted(applied) if key[0] in here)
    return changes


def listing() -> list[str]:
    """One line a pack: its name, version, state, and whether its folder is still there."""
    here = {source.id for source in discover()}
    rows = {row.id: row for row in AppliedPack.objects.all()}
    lines = []
    for name in sorted(here | rows.keys()):
        row = rows.get(name)
        state = AppliedPack.State(row.state).label if row else "尚未装载"
        gone = "" if name in here else "（文件夹已不存在）"
        lines.append(f"{name} {row.version if row else ''} {state}{gone}".replace("  ", " "))
    return lines


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of pack.yaml and of each kind that has one, by name."""
    kinds = {kind.name: dict(kind.schema) for kind in pack_kinds if kind.schema is not None}
    return {"pack": SCHEMA, **kinds}


def packs_health() -> PartHealth:
    """Degraded while a pack is refused: its last good version is in use, or nothing of it is."""
    try:
        refused = list(AppliedPack.objects.filter(state=AppliedPack.State.REFUSED).order_by("id"))
        count = AppliedPack.objects.filter(state=AppliedPack.State.OK).count()
    except DatabaseError as error:
        return PartHealth("packs", "内容包", HealthState.UNKNOWN, str(error)[:200])
    if not refused:
        return PartHealth("packs", "内容包", HealthState.OK, f"{count} 个在用")
    told = [
        f"{row.id}：{first['path']}:{first.get('line') or 1} {first['message']}"
        for row in refused
        for first in row.findings[:2]
    ]
    advice = "按文件与行号修改后执行 tongyun pack apply；在此之前沿用上一个正确的版本。"
    return PartHealth("packs", "内容包", HealthState.DEGRADED, "；".join(told)[:1000], advice)
