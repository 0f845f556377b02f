"""Reads of the pack engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from tongyun.kernel.contracts import Finding, HealthState, PartHealth
from tongyun.kernel.facade import pack_kinds

from .contracts import Change, EditState, SiteEdit, Source, SourceFile, ValueChange
from .errors import no_such_pack
from .models import AppliedFile, AppliedPack, Overlay
from .services.addressing import differences
from .services.discovery import discover, find, of_id
from .services.editing import file_of, in_use
from .services.fields import FieldView, fields_of
from .services.laying import laid_over, overlays_of
from .services.linting import load, manifest_of_source
from .services.manifest import SCHEMA
from .services.reading import Unreadable, read

#: How far a pack may be relied on; nothing is said of a stable one.
MATURITIES = {"experimental": "试用", "stable": "", "deprecated": "不再推荐"}


@dataclass(frozen=True)
class PackView:
    """A pack as the page shows one: what is in use, what is on disk, and what the site made of it."""

    id: str
    title: str
    title_en: str
    description: str
    version: str
    available: str
    maturity: str
    state: str
    needs: tuple[str, ...]
    provides: tuple[str, ...]
    locales: tuple[str, ...]
    findings: tuple[Finding, ...]
    applied_at: datetime | None
    files: int
    pending: int
    edits: int
    conflicts: int


@dataclass(frozen=True)
class FileView:
    """A file of a pack: its state against what is in use, and how many edits it carries."""

    kind: str
    id: str
    path: str
    state: str
    editable: bool
    edits: int
    conflicts: int


@dataclass(frozen=True)
class PackDetail:
    """A pack with its files, what applying would change of them, and what this site changed."""

    pack: PackView
    files: tuple[FileView, ...]
    changes: tuple[Change, ...]
    site_edits: tuple[SiteEdit, ...]


@dataclass(frozen=True)
class FileDetail:
    """A file value by value. `version` is of the edits made on the page; 0 means: none yet."""

    version: int
    changed_by: str
    changed_at: datetime | None
    fields: tuple[FieldView, ...]
    edits: tuple[SiteEdit, ...]


def file_detail(pack_id: str, kind: str, file_id: str) -> FileDetail:
    """One editable file of a pack in use. Raises NotFound, Invalid, or Conflict while a new version waits."""
    file = file_of(in_use(pack_id), kind, file_id)
    rows = overlays_of(pack_id).get((kind, file_id), [])
    used, edits = laid_over(file, rows)
    own = next((row for row in rows if not row.origin), None)
    known = pack_kinds.get(kind)
    fields = fields_of(file.content, used.content, known.schema if known else None)
    return FileDetail(
        own.version if own else 0,
        own.changed_by if own else "",
        own.changed_at if own else None,
        tuple(fields),
        tuple(edits),
    )


def pack_views() -> list[PackView]:
    """All packs on disk or in use."""
    sources = discover()
    here = {source.id: source for source in sources}
    rows = {row.id: row for row in AppliedPack.objects.all()}
    changes, edits = _changes(sources), _site_edits(sources)
    return [
        _view(
            name,
            here.get(name),
            rows.get(name),
            [change for change in changes if change.pack == name],
            [edit for edit in edits if edit.pack == name],
        )
        for name in sorted(here.keys() | rows.keys())
    ]


def pack_detail(pack_id: str) -> PackDetail:
    """One pack on disk or in use; raises NotFound."""
    source, row = of_id(pack_id), AppliedPack.objects.filter(id=pack_id).first()
    if source is None and row is None:
        raise no_such_pack(pack_id)
    sources = [source] if source else []
    changes, edits = _changes(sources), _site_edits(sources)
    files = tuple(_file_views(pack_id, source, changes, edits))
    return PackDetail(_view(pack_id, source, row, changes, edits), files, tuple(changes), tuple(edits))


def _file_views(
    pack_id: str, source: Source | None, changes: list[Change], edits: list[SiteEdit]
) -> Iterator[FileView]:
    """The files of a pack on disk, and those that applying would retire."""
    states = {(change.kind, change.id): change.action for change in changes}
    files = {(file.kind, file.id): file.path for file in AppliedFile.objects.filter(pack_id=pack_id)}
    files.update({(file.kind, file.id): file.shown for file in source.files} if source else {})
    for (kind, name), path in sorted(files.items()):
        yield FileView(
            kind,
            name,
            path,
            states.get((kind, name), "current"),
            path.endswith((".yaml", ".yml", ".json")) and kind != "overlays",
            *_counted([edit for edit in edits if (edit.kind, edit.file) == (kind, name)]),
        )


def _view(
    name: str, source: Source | None, row: AppliedPack | None, changes: list[Change], edits: list[SiteEdit]
) -> PackView:
    """A pack with what applying would change of it, and its edits."""
    manifest = manifest_of_source(source) if source else None
    count, conflicts = _counted(edits)
    return PackView(
        id=name,
        title=manifest.title if manifest else name,
        title_en=manifest.title_en if manifest else name,
        description=manifest.description if manifest else "",
        version=row.version if row else "",
        available=manifest.version if manifest else "",
        maturity=manifest.maturity if manifest else "",
        state=("missing" if source is None and row and row.digest else row.state) if row else "new",
        needs=manifest.needs if manifest else tuple(row.needs if row else ()),
        provides=manifest.provides if manifest else tuple(row.provides if row else ()),
        locales=manifest.locales if manifest else (),
        findings=tuple(Finding(**each) for each in row.findings) if row else (),
        applied_at=row.applied_at if row else None,
        files=len(source.files) if source else 0,
        pending=len(changes),
        edits=count,
        conflicts=conflicts,
    )


def _counted(edits: list[SiteEdit]) -> tuple[int, int]:
    return len(edits), sum(edit.laid.state in (EditState.CONFLICT, EditState.GONE) for edit in edits)


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
    """What applying would change, value by value where the files are data."""
    return _changes(discover())


def _changes(sources: list[Source]) -> list[Change]:
    retired = set(AppliedPack.objects.filter(state=AppliedPack.State.RETIRED).values_list("id", flat=True))
    sources = [source for source in sources if source.id not in retired]
    rows = AppliedFile.objects.filter(pack__in=[source.id for source in sources])
    applied = {(file.pack_id, file.kind, file.id): file for file in rows}
    changes: list[Change] = []
    for source in sources:
        for file in source.files:
            known = applied.pop((source.id, file.kind, file.id), None)
            if known is None:
                changes.append(Change(source.id, file.kind, file.id, "added"))
            elif known.digest != file.digest:
                values = tuple(_values(known.content, file))
                changes.append(Change(source.id, file.kind, file.id, "changed", values))
    changes.extend(Change(*key, action="retired") for key in sorted(applied))
    return changes


def _values(before: Any, file: SourceFile) -> Iterator[ValueChange]:
    try:
        after = read(file.path).content
    except Unreadable:
        return
    if before is not None and not isinstance(after, str):
        for path, old, new in differences(before, after):
            yield ValueChange(path, old, new)


def site_edits() -> list[SiteEdit]:
    """What this site changed of shipped files, laid over what is on disk now: an upgrade shows its conflicts."""
    return _site_edits(discover())


def _site_edits(sources: list[Source]) -> list[SiteEdit]:
    wanted = set(Overlay.objects.values_list("pack", flat=True))
    found: list[SiteEdit] = []
    for source in sources:
        if source.id in wanted:
            overlays = overlays_of(source.id)
            for file in load(source).files:
                found.extend(laid_over(file, overlays.get((file.kind, file.id), []))[1])
    return found


def listing() -> list[str]:
    """One line a pack: its name, version, state, maturity, and whether its folder is still there."""
    here = {source.id: manifest_of_source(source) for source in discover()}
    rows = {row.id: row for row in AppliedPack.objects.all()}
    lines = []
    for name in sorted(here.keys() | rows.keys()):
        row = rows.get(name)
        state = AppliedPack.State(row.state).label if row else "尚未装载"
        gone = "" if name in here else "（文件夹已不存在）"
        manifest = here.get(name)
        maturity = MATURITIES[manifest.maturity] if manifest else ""
        lines.append(" ".join(part for part in (name, row.version if row else "", state, maturity) if part) + gone)
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
