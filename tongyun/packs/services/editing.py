"""A person or a pack of the site changes values of shipped files; what is shipped stays as it is (ADR 0020)."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tongyun.kernel.contracts import Conflict, FieldError, Invalid, NotFound, PackFile, Ref, refuse_stale, utc_now
from tongyun.kernel.facade import audit, current_actor, require

from ..contracts import ABSENT, Edit, Pack
from ..models import AppliedPack, Overlay
from .addressing import differences, put, same, value_at
from .applying import WRITE, apply
from .discovery import of_id
from .laying import laid_over, overlays_of
from .linting import load
from .overlay import MAX_EDITS, edit_of, problem_of, stored


@dataclass(frozen=True)
class Wish:
    """A value somebody wants at a place. `confirm` says that the shipped value there was seen and the site's stays."""

    path: str
    value: Any
    confirm: bool = False


@transaction.atomic
def edit_file(pack_id: str, kind: str, file_id: str, wishes: Sequence[Wish], version: int | None) -> None:
    """Make these the site's edits of a file, all of them; none puts it back as shipped. Needs pack:write.

    Raises:
        NotFound: no such pack in use, or no such file in it.
        Invalid: a place that does not exist, or a result that the kind refuses; nothing is changed then.
        Stale: somebody else has changed the edits since they were read.
        Conflict: the pack on disk is not the one in use.
    """
    require(WRITE)
    _edit(pack_id, kind, file_id, version, lambda _: wishes)


@transaction.atomic
def rewrite_file(pack_id: str, kind: str, file_id: str, content: Mapping[str, Any]) -> None:
    """Make this a file's content, by the edits that lead there from what is shipped. Whoever calls has asked for the
    permission that the content itself wants. Raises as `edit_file` does."""
    _edit(
        pack_id,
        kind,
        file_id,
        None,
        lambda base: [Wish(path, new) for path, _, new in differences(base, dict(content))],
    )


def hold_pack(pack_id: str) -> None:
    """Let no other apply or edit the pack in the meantime: its row is held, and not the edits, of which there are none
    before the first."""
    AppliedPack.objects.select_for_update(no_key=True).filter(id=pack_id).first()


def _edit(pack_id: str, kind: str, file_id: str, version: int | None, wished: Callable[[Any], Sequence[Wish]]) -> None:
    hold_pack(pack_id)
    pack = in_use(pack_id)
    row = Overlay.objects.filter(pack=pack_id, kind=kind, file=file_id, origin="").first()
    present = row.version if row else 0
    refuse_stale(present, version)
    file = file_of(pack, kind, file_id)
    below = [each for each in overlays_of(pack_id).get((kind, file_id), []) if each.origin]
    base, _ = laid_over(file, below)
    before = [edit_of(each) for each in row.edits] if row else []
    after = _edits(base.content, wished(base.content), before)
    _keep(Overlay(pack=pack_id, kind=kind, file=file_id, version=0) if row is None else row, after)
    target = Ref("pack-file", f"{pack_id}/{kind}/{file_id}", file.path)
    audit("pack.edited", target, _told(before), _told(after))
    _put_in_use(pack)


def lay_from(origin: str, wanted: dict[tuple[str, str, str], list[Wish]]) -> None:
    """Make these the edits that a pack of the site brings, by (pack, kind, file); its former ones go.

    An edit that it brought before keeps the shipped value it was made against, so that a conflict stays visible.
    """
    held = {(row.pack, row.kind, row.file): row for row in Overlay.objects.filter(origin=origin)}
    touched: dict[str, Pack] = {}
    for key in sorted(wanted.keys() | held.keys()):
        row = held.get(key)
        if row is not None and not AppliedPack.objects.filter(id=key[0]).exclude(digest="").exists():
            _keep(row, [])  # its pack was retired meanwhile: nothing to put back
            continue
        pack = touched.get(key[0]) or in_use(key[0])
        before = [edit_of(each) for each in row.edits] if row else []
        after = _edits(file_of(pack, key[1], key[2]).content, wanted[key], before) if key in wanted else []
        if [stored(each) for each in after] == [stored(each) for each in before]:
            continue
        _keep(row or Overlay(pack=key[0], kind=key[1], file=key[2], origin=origin, version=0), after)
        touched[key[0]] = pack
    for pack in touched.values():
        _put_in_use(pack)


def file_of(pack: Pack, kind: str, file_id: str) -> PackFile:
    """A file of a pack whose values can be edited; raises NotFound or Invalid."""
    file = next((each for each in pack.files if (each.kind, each.id) == (kind, file_id)), None)
    if file is None:
        raise NotFound("no_pack_file", f"内容包“{pack.source.id}”中没有 {kind[:80]}/{file_id[:200]}。")
    if isinstance(file.content, str):
        raise Invalid("not_editable", f"{file.path} 不是 YAML 或 JSON，不能逐项修改。")
    return file


def in_use(pack_id: str) -> Pack:
    """A pack as it is on disk and in use; raises NotFound, or Conflict while a new version waits to be applied."""
    row = AppliedPack.objects.filter(id=pack_id).exclude(state=AppliedPack.State.RETIRED).first()
    source = of_id(pack_id) if row else None
    if row is None or source is None:
        raise NotFound("no_such_pack", f"内容包“{pack_id[:80]}”没有在用。")
    if row.state == AppliedPack.State.OK and row.digest != source.digest:
        raise Conflict("pack_pending", f"内容包“{pack_id}”有新版本尚未装载，请先装载再修改。")
    return load(source)


def _edits(content: Any, wishes: Sequence[Wish], before: Sequence[Edit]) -> list[Edit]:
    if len(wishes) > MAX_EDITS:
        raise Invalid("too_many", f"一个文件最多修改 {MAX_EDITS} 处。")
    if len({wish.path for wish in wishes}) != len(wishes):
        raise Invalid("bad_edit", "同一位置只能修改一次。")
    known = {edit.path: edit for edit in before}
    content = copy.deepcopy(content)
    edits: list[Edit] = []
    problems: list[FieldError] = []
    for wish in wishes:
        edit = known.get(wish.path)
        if edit is None or wish.confirm or not same(edit.value, wish.value):
            if reason := problem_of(content, wish.path):
                problems.append(FieldError(wish.path, reason))
                continue
            edit = Edit(wish.path, wish.value, value_at(content, wish.path))
        edits.append(edit)
        put(content, edit.path, edit.value)
        if edit.path not in known and not same(value_at(content, edit.path), edit.value):
            problems.append(FieldError(edit.path, "编号须与位置一致"))
    if problems:
        raise Invalid("bad_edit", "修改有误，没有保存。", problems)
    return [edit for edit in edits if edit in before or not same(edit.value, edit.shipped)]


def _keep(row: Overlay, edits: Sequence[Edit]) -> None:
    if not edits and row.version == 0:
        return
    row.edits = [stored(edit) for edit in edits]
    row.version += 1
    row.changed_at, row.changed_by = utc_now(), current_actor().name[:100]
    if row.origin and not edits:
        row.delete()
    else:
        row.save()


def _put_in_use(pack: Pack) -> None:
    """Apply the pack with the edits as they are now; raises Invalid with the reasons: the caller changes nothing."""
    report = apply(pack, again=True)
    if report.state != "applied":
        fields = [
            FieldError(finding.path, finding.message) for finding in report.findings if finding.severity == "error"
        ]
        reason = fields[0].message if fields else "内容包不能装载"
        raise Invalid("edit_refused", f"修改后的内容不能使用，没有保存。{reason}", fields)


def _told(edits: Sequence[Edit]) -> dict[str, Any]:
    return {edit.path: None if edit.value is ABSENT else edit.value for edit in edits}
