"""Tie files to the record whose form names them; remove them; look again; destroy."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from ...contracts import Conflict, FieldError, Invalid, NotFound, Ref, utc_now
from ...contracts.files import KINDS
from ...models import StoredFile
from ..audit import audit
from ..context import current_actor
from ..permissions import require
from . import clamd, places
from .hosts import file_hosts, find_file, host_of, require_loose_end
from .looking import MANAGE, look_later
from .receiving import facts, ref, tie

#: The keyword of JSON Schema that makes a text (or a list of texts) name files: `"x-file": {"accept": ["png", "jpg"]}`.
KEYWORD = "x-file"


def attach_files(schema: Mapping[str, Any], answers: Mapping[str, Any], target: Ref, *, root: str = "") -> None:
    """Tie the files that answers name to the record they are written to, in the caller's transaction.

    A file must be the actor's own and loose, or hang on this very record already. The caller has checked that the actor
    may change the record. Raises Invalid with the fields.
    """
    host, record = host_of(target.kind), UUID(target.id)
    broken: list[FieldError] = []
    for path, named, accepted in named_files(schema, answers, root):
        file = _own_or_here(named, target)
        if file is None:
            broken.append(FieldError(path, "没有这个文件，请重新上传"))
        elif accepted and file.extension not in accepted:
            broken.append(FieldError(path, f"只能是 {'、'.join(sorted(accepted))} 文件"))
        elif file.state == StoredFile.State.QUARANTINED:
            broken.append(FieldError(path, "文件已隔离，请换一个"))
        elif file.target_id is None:
            file.field = path[:200]
            tie(file, host, record)
    if broken:
        raise Invalid("invalid_files", "附件有误，请检查标出的字段。", broken)


def named_files(schema: Mapping[str, Any], value: Any, path: str = "") -> Iterator[tuple[str, str, frozenset[str]]]:
    """Where in a value files are named: the place, the id, and the extensions that are accepted there (none: any)."""
    rule = schema.get(KEYWORD)
    if isinstance(rule, dict):
        accepted = frozenset(str(each) for each in rule.get("accept", ()))
        for at, each in enumerate(value) if isinstance(value, list) else [("", value)]:
            if isinstance(each, str):
                yield (f"{path}/{at}" if at != "" else path), each, accepted
        return
    if isinstance(value, dict):
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from named_files(inner, value[name], f"{path}/{name}")
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for at, each in enumerate(value):
            yield from named_files(schema["items"], each, f"{path}/{at}")


def keyword_problems(schema: Mapping[str, Any]) -> list[str]:
    """What is wrong with the `x-file` of a field, for the check of a pack; empty when it has none."""
    if KEYWORD not in schema:
        return []
    rule, inner = schema[KEYWORD], schema.get("items") if schema.get("type") == "array" else schema
    if not isinstance(rule, dict) or rule.keys() - {"accept"}:
        return ["x-file 只能含有 accept"]
    if not isinstance(inner, dict) or inner.get("type") != "string":
        return ["x-file 只能用于文本或文本列表字段"]
    unknown = [str(each) for each in rule.get("accept", []) if each not in KINDS]
    return [f"x-file 不认识的扩展名：{'、'.join(unknown)}"] if unknown else []


@transaction.atomic
def remove_file(file_id: UUID) -> None:
    """Take a file off its record; its content is kept for the days of the policy.

    Whoever uploaded it may, and whoever may change the record. Raises NotFound, Forbidden, and Conflict when the record
    is closed.
    """
    file = find_file(file_id, "write", StoredFile.objects.select_for_update())
    require_loose_end(file)
    _remove(file)
    host = file_hosts.get(file.target_kind)
    if host is not None and host.changed is not None and file.target_id is not None:
        host.changed(file.target_id, "removed", file.name)


def remove_files_of(target: Ref) -> None:
    """Take the files off a record that is thrown away, in the caller's transaction: nobody could reach them any more.

    The caller has checked that the actor may do so.
    """
    rows = StoredFile.objects.select_for_update().filter(target_kind=target.kind, target_id=target.id)
    for file in rows.exclude(state=StoredFile.State.REMOVED):
        _remove(file)


@transaction.atomic
def scan_again(file_id: UUID) -> StoredFile:
    """Let the scanner look once more, with the signatures of today. Nobody can read the file until then.

    Raises NotFound, and Conflict for one that was removed, or without a scanner: nobody would hold it back any longer.
    """
    require(MANAGE)
    if not clamd.configured():
        raise Conflict("no_scanner", "没有接入查毒引擎，不能重新查毒。")
    file = _managed(file_id)
    if file.state == StoredFile.State.REMOVED:
        raise Conflict("file_removed", "文件已删除。")
    before = facts(file)
    file.state = StoredFile.State.WAITING
    file.save(update_fields=["state"])
    audit("file.scanned", ref(file), before, facts(file))
    look_later(file)
    return file


@transaction.atomic
def destroy_file(file_id: UUID) -> None:
    """Remove a quarantined or removed file for good, before its time. Raises Conflict for one that is in use."""
    require(MANAGE)
    file = _managed(file_id)
    if file.state not in (StoredFile.State.QUARANTINED, StoredFile.State.REMOVED):
        raise Conflict("file_in_use", "文件仍在使用，只能清除已隔离或已删除的文件。")
    erase(file)


def erase(file: StoredFile) -> None:
    """Forget a file and its content; what it was stays in the audit trail. Called inside a transaction."""
    audit("file.erased", ref(file), facts(file), None)
    place, pictured = file.place, file.has_thumbnail
    file.delete()
    transaction.on_commit(lambda: _discard(place, pictured))


def _remove(file: StoredFile) -> None:
    before = facts(file)
    file.state, file.removed_at, file.removed_by = StoredFile.State.REMOVED, utc_now(), current_actor().name[:100]
    file.save(update_fields=["state", "removed_at", "removed_by"])
    audit("file.removed", ref(file), before, facts(file))


def _discard(place: str, pictured: bool) -> None:
    places.discard(place)
    if pictured:
        places.discard(place + places.THUMBNAIL)


def _managed(file_id: UUID) -> StoredFile:
    file = StoredFile.objects.select_for_update().filter(id=file_id).first()
    if file is None:
        raise NotFound("no_file", "没有这个文件。")
    return file


def _own_or_here(named: str, target: Ref) -> StoredFile | None:
    try:
        wanted = UUID(named)
    except ValueError:
        return None
    file = StoredFile.objects.select_for_update().filter(id=wanted).exclude(state=StoredFile.State.REMOVED).first()
    if file is None:
        return None
    here = (file.target_kind, str(file.target_id)) == (target.kind, target.id)
    actor = current_actor()
    own = file.target_id is None and (actor.kind == "system" or str(file.owner_id) == actor.id)
    return file if here or own else None
