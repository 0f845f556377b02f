"""Apply packs: each in one transaction, as a whole or not at all; a refused one leaves its last good version in use."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DatabaseError, transaction

from tongyun.kernel.contracts import Conflict, Finding, NotFound, PackFile, Problem, Ref, utc_now
from tongyun.kernel.facade import audit, pack_kinds, publish, require

from ..contracts import Manifest, Pack, PackReport, Source, SourceFile
from ..errors import no_such_pack
from ..models import AppliedFile, AppliedPack
from .addressing import parts_of
from .discovery import discover, find, of_id
from .laying import overlaid
from .linting import line_in, load
from .needing import in_order, unmet_needs
from .versions import need_of

logger = logging.getLogger(__name__)

#: Permission of people who change packs; the platform itself applies them at start.
WRITE = "pack:write"
#: Topic of the outbox message of a pack that came into use or went out of it: {pack, version, state}.
PACK_CHANGED = "pack.changed"


class _Refused(Exception):  # noqa: N818 - carries findings out of the transaction that it rolls back
    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings


def apply_all(sources: list[Source] | None = None) -> list[PackReport]:
    """Apply every pack that differs from what is in use, those that others need first. A retired pack stays retired."""
    found = discover() if sources is None else sources
    known = {row.id: row for row in AppliedPack.objects.all()}
    stale = [source for source in found if not _current(source, known.get(source.id))]
    if not stale:
        return [_unchanged(known[source.id]) for source in found]
    loaded = {source.id: load(source) for source in stale}
    reports = {source.id: _unchanged(known[source.id]) for source in found if source.id not in loaded}
    beside = {name: pack.manifest for name, pack in loaded.items() if pack.manifest is not None}
    for pack in in_order(loaded):
        reports[pack.source.id] = apply(pack, beside)
    return [reports[source.id] for source in found]


def apply(shipped: Pack, beside: Mapping[str, Manifest] | None = None, *, again: bool = False) -> PackReport:
    """Apply one pack with what the site changed of it, or refuse it and say why.

    `beside` are the manifests of packs that are being applied in the same round. `again` applies also what is current:
    after a change of the overlay.
    """
    pack = shipped if shipped.refused else overlaid(shipped)
    findings = list(pack.findings)
    if not pack.refused:
        findings.extend(unmet_needs(pack, beside or {}))
    if pack.manifest is None or any(finding.severity == "error" for finding in findings):
        return _refuse(pack, findings)
    try:
        with transaction.atomic():
            return _put_in_use(pack, shipped, findings, again=again)
    except _Refused as refused:
        return _refuse(pack, [*findings, *refused.findings])


@transaction.atomic
def retire(pack_id: str) -> PackReport:
    """Take a pack out of use; its history stays. Raises NotFound, or Conflict while another pack in use needs it."""
    row = AppliedPack.objects.select_for_update(no_key=True).filter(id=pack_id).first()
    if row is None:
        raise no_such_pack(pack_id)
    users = [other.id for other in AppliedPack.objects.exclude(id=pack_id) if other.digest and _leans_on(other, row)]
    if users:
        raise Conflict("pack_needed", f"内容包 {'、'.join(users)} 依赖它，不能停用。")
    if row.state == AppliedPack.State.RETIRED:
        return _unchanged(row)
    gone = _retire_files(row, list(row.files.all()))
    row.state, row.digest, row.findings = AppliedPack.State.RETIRED, "", []
    row.save()
    audit("pack.retire", Ref("pack", row.id, row.id), {"version": row.version}, {"version": None})
    publish(PACK_CHANGED, {"pack": row.id, "version": row.version, "state": "retired"})
    return PackReport(row.id, row.version, "retired", retired=gone)


def apply_one(name: str) -> PackReport:
    """Apply the pack of this id or folder, also a retired one, which is so brought back.

    Raises NotFound when it is not among the installation's.
    """
    source = find(name)
    if source is None:
        raise NotFound("no_such_pack", f"自带的和 TONGYUN_PACKS 目录中都没有内容包“{name[:200]}”。")
    return apply(load(source))


def apply_by_person(pack_id: str) -> PackReport:
    """Apply the pack of this id, with permission. Raises NotFound, Forbidden."""
    require(WRITE)
    source = of_id(pack_id)
    if source is None:
        raise no_such_pack(pack_id)
    return apply(load(source))


def retire_by_person(pack_id: str) -> PackReport:
    """Retire a pack, with permission. Raises NotFound, Conflict, Forbidden."""
    require(WRITE)
    return retire(pack_id)


def _leans_on(other: AppliedPack, row: AppliedPack) -> bool:
    """Whether a pack needs this one, or something that no other pack in use provides."""
    needed = {need_of(text).id for text in other.needs}
    rest = AppliedPack.objects.exclude(id=row.id).exclude(digest="").values_list("id", "provides")
    elsewhere = {name for id_, provides in rest for name in (id_, *provides)}
    return bool(needed & ({row.id, *row.provides} - elsewhere))


def _put_in_use(pack: Pack, shipped: Pack, findings: list[Finding], *, again: bool) -> PackReport:
    assert pack.manifest is not None
    manifest, source = pack.manifest, pack.source
    AppliedPack.objects.get_or_create(id=source.id, defaults={"state": AppliedPack.State.REFUSED})
    row = AppliedPack.objects.select_for_update(no_key=True).get(id=source.id)
    if row.digest == source.digest and row.state == AppliedPack.State.OK and not again:
        return _unchanged(row)  # another process was faster
    present = {(file.kind, file.id): file for file in row.files.all()}
    before = {"version": row.version or None, "digest": row.digest or None}
    _apply_files(pack)
    wanted = {(entry.kind, entry.id) for entry in source.files}
    gone = _retire_files(row, [file for key, file in present.items() if key not in wanted])
    _remember(row, shipped, present)
    row.version, row.digest = manifest.version, source.digest
    row.needs, row.provides = list(manifest.needs), list(manifest.provides)
    row.applied_at, row.state = utc_now(), AppliedPack.State.OK
    row.findings = [vars(finding) for finding in findings]
    row.save()
    audit(
        "pack.apply",
        Ref("pack", row.id, manifest.title),
        before,
        {"version": row.version, "digest": row.digest},
    )
    publish(PACK_CHANGED, {"pack": row.id, "version": row.version, "state": "applied"})
    return PackReport(row.id, row.version, "applied", tuple(findings), len(source.files), gone)


def _apply_files(pack: Pack) -> None:
    """Kinds by rank; inside a kind, files may name each other in any order: one that is refused is tried again as long
    as others go in. What is left at the end refuses the pack."""
    ranks = {kind.name: kind.rank for kind in pack_kinds}
    for name in sorted({file.kind for file in pack.files}, key=lambda name: (ranks[name], name)):
        waiting = [file for file in pack.files if file.kind == name]
        while waiting:
            refused = {file.path: problem for file in waiting if (problem := _try(file)) is not None}
            if len(refused) == len(waiting):
                entries = {entry.shown: entry for entry in pack.source.files}
                raise _Refused([found for path, error in refused.items() for found in _told(entries[path], error)])
            waiting = [file for file in waiting if file.path in refused]


def _try(file: PackFile) -> Exception | None:
    kind = pack_kinds.get(file.kind)
    if kind is None:
        return LookupError(file.kind)
    try:
        with transaction.atomic():
            kind.apply(file)
    except Exception as error:
        if not isinstance(error, Problem):
            logger.exception("applying %s failed", file.path)
        return error
    return None


def _told(entry: SourceFile, error: Exception) -> list[Finding]:
    if not isinstance(error, Problem):
        return [Finding(entry.shown, f"装载时出错：{type(error).__name__}: {str(error)[:300]}")]
    if not error.fields:
        return [Finding(entry.shown, error.detail)]
    return [
        Finding(entry.shown, f"{field.path}：{field.message}", line_in(entry, _steps(field.path)))
        for field in error.fields
    ]


def _steps(pointer: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdigit() else part for part in parts_of(pointer))


def _retire_files(row: AppliedPack, files: Iterable[AppliedFile]) -> int:
    """Take content out of use, the last applied kind first."""
    ranks = {kind.name: kind.rank for kind in pack_kinds}
    ordered = sorted(files, key=lambda file: (-ranks.get(file.kind, 0), file.kind, file.id))
    for file in ordered:
        kind = pack_kinds.get(file.kind)
        if kind is not None:
            kind.retire(row.id, file.id)
        file.delete()
    return len(ordered)


def _remember(row: AppliedPack, shipped: Pack, present: dict[tuple[str, str], AppliedFile]) -> None:
    """Which files are in use, and what they held: as shipped, without what the site changed."""
    held = {(file.kind, file.id): file.content for file in shipped.files if not isinstance(file.content, str)}
    fresh: list[AppliedFile] = []
    for entry in shipped.source.files:
        known = present.get((entry.kind, entry.id))
        now = {"digest": entry.digest, "path": entry.shown[:500], "content": held.get((entry.kind, entry.id))}
        if known is None:
            fresh.append(AppliedFile(pack=row, kind=entry.kind, id=entry.id, **now))
        elif known.digest != entry.digest or known.content is None:
            AppliedFile.objects.filter(key=known.key).update(**now)
    AppliedFile.objects.bulk_create(fresh)


def _refuse(pack: Pack, findings: list[Finding]) -> PackReport:
    """Remember why, beside the last good version."""
    version = pack.manifest.version if pack.manifest else ""
    told: list[dict[str, Any]] = [vars(finding) for finding in findings]
    try:
        AppliedPack.objects.update_or_create(
            id=pack.source.id[:80], defaults={"state": AppliedPack.State.REFUSED, "findings": told}
        )
    except DatabaseError:
        logger.exception("cannot record that pack %s was refused", pack.source.id)
    return PackReport(pack.source.id, version, "refused", tuple(findings))


def _current(source: Source, row: AppliedPack | None) -> bool:
    if row is None:
        return False
    if row.state == AppliedPack.State.RETIRED:
        return True
    return row.state == AppliedPack.State.OK and row.digest == source.digest and not source.findings


def _unchanged(row: AppliedPack) -> PackReport:
    state = "retired" if row.state == AppliedPack.State.RETIRED else "unchanged"
    return PackReport(row.id, row.version, state)  # type: ignore[arg-type]
