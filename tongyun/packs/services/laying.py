"""Lay what a site has changed over a pack that was read, and check the result like any other content."""

from collections.abc import Iterable
from dataclasses import replace

from tongyun.kernel.contracts import Finding, PackFile
from tongyun.kernel.facade import pack_kinds

from ..contracts import EditState, LaidEdit, Pack, SiteEdit
from ..models import Overlay
from .linting import MAX_FINDINGS_A_FILE, checked, schema_errors, words_of
from .overlay import edit_of, lay

TOLD = {
    EditState.CONFLICT: "新版本改了自带的值，本单位的值继续有效，请在“内容包”页面确认",
    EditState.GONE: "新版本中已没有这个位置，本单位的修改不起作用",
}


def overlaid(pack: Pack) -> Pack:
    """The pack as this site uses it: contents with the site's edits, findings for what came of it."""
    rows = overlays_of(pack.source.id)
    if not rows:
        return pack
    findings = list(pack.findings)
    files: list[PackFile] = []
    for file in pack.files:
        own = rows.pop((file.kind, file.id), [])
        changed, laid = laid_over(file, own)
        findings.extend(_warnings(file, laid))
        if own:
            findings.extend(faults(changed))
        files.append(changed)
    for kind, name in rows:
        shown = f"{pack.source.shown}/{kind}/{name}"
        findings.append(Finding(shown, "不再有这个自带文件，本单位的修改不起作用", severity="warning"))
    return replace(pack, files=tuple(files), findings=tuple(findings))


def laid_over(file: PackFile, rows: Iterable[Overlay]) -> tuple[PackFile, list[SiteEdit]]:
    """A file with the site's edits in it: those of the site's own packs first, then those made on the page."""
    content = file.content
    found: list[SiteEdit] = []
    for row in rows:
        content, laid = lay(content, [edit_of(edit) for edit in row.edits])
        found.extend(_site_edit(row, each) for each in laid)
    return replace(file, content=content), found


def faults(file: PackFile) -> list[Finding]:
    """What is wrong with a file that edits were laid over; its lines are those of the shipped file and not told."""
    kind = pack_kinds.get(file.kind)
    assert kind is not None, "only files of known kinds are read"
    errors = schema_errors(file.content, kind.schema) if kind.schema is not None else []
    if errors:
        return [Finding(f"本单位修改 {file.path}", words_of(error)) for error in errors[:MAX_FINDINGS_A_FILE]]
    return [
        Finding(f"本单位修改 {found.path}", found.message, None, found.severity)
        for found in checked(kind, file)
        if found.severity == "error"
    ]


def overlays_of(pack: str) -> dict[tuple[str, str], list[Overlay]]:
    """The overlays of a pack's files in the order they are laid."""
    found: dict[tuple[str, str], list[Overlay]] = {}
    rows = list(Overlay.objects.filter(pack=pack))
    for row in sorted(rows, key=lambda row: (row.origin == "", row.origin)):
        found.setdefault((row.kind, row.file), []).append(row)
    return found


def _site_edit(row: Overlay, laid: LaidEdit) -> SiteEdit:
    return SiteEdit(row.pack, row.kind, row.file, row.origin, row.changed_by, laid)


def _warnings(file: PackFile, edits: Iterable[SiteEdit]) -> list[Finding]:
    return [
        Finding(file.path, f"{edit.laid.edit.path}：{TOLD[edit.laid.state]}", severity="warning")
        for edit in edits
        if edit.laid.state in TOLD
    ]
