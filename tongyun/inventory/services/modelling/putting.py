"""Bring a type into use, or take it out, with a version of it in the same transaction."""

from collections.abc import Mapping
from typing import Any

from tongyun.kernel.contracts import Conflict, FieldError, Invalid, utc_now
from tongyun.kernel.facade import require_dictionaries

from ...catalogue import catalogue
from ...models import Item, ItemType, ItemTypeVersion
from .definition import columns_of, definition_from, definition_of
from .versions import keep_version


def put_in_use(content: Mapping[str, Any], pack: str, digest: str, where: str) -> None:
    """Make or bring up to date one type, in the caller's transaction. `where` is named in refusals.

    Raises:
        Invalid: its parent is unknown, it would be its own ancestor, or it names an attribute that it has not, or a
            data dictionary that is not there.
        Conflict: it belongs to another pack, or items hold values of an attribute that it no longer has.
    """
    key = content["key"]
    present = ItemType.objects.filter(key=key).first()
    if present is not None and (present.digest, present.retired, present.pack) == (digest, False, pack):
        return
    if present is not None and present.pack != pack and not present.retired:
        raise Conflict("type_of_other_pack", f"{where}：模型“{key}”属于内容包“{present.pack}”。")
    _check_line(content, where)
    require_dictionaries(content["schema"], where)
    attributes_before = _properties(key)
    _save(content, present, pack, digest)
    _check_names(key, where)
    _keep_data(key, attributes_before, where)


def take_out_of_use(pack: str, key: str) -> None:
    """Take a type out of use, in the caller's transaction: its items stay, new ones are refused."""
    row = ItemType.objects.filter(key=key, pack=pack, retired=False).first()
    if row is None:
        return
    row.retired, row.digest, row.updated_at = True, "", utc_now()
    row.version += 1
    row.save()
    keep_version(row, ItemTypeVersion.Kind.RETIRED, definition_of(row))


def _save(content: Mapping[str, Any], present: ItemType | None, pack: str, digest: str) -> None:
    before = definition_of(present) if present else {}
    row = present or ItemType(key=content["key"])
    if present is None:
        kind = ItemTypeVersion.Kind.CREATED
    else:
        kind = ItemTypeVersion.Kind.RESTORED if present.retired else ItemTypeVersion.Kind.CHANGED
    for name, value in columns_of(definition_from(content)).items():
        setattr(row, name, value)
    row.pack, row.digest, row.retired, row.updated_at = pack, digest, False, utc_now()
    row.version += 1
    row.save()
    keep_version(row, kind, before)


def _check_line(content: Mapping[str, Any], where: str) -> None:
    key, parent = content["key"], content.get("parent")
    if parent is None:
        return
    view = catalogue().get(parent)
    if view is None:
        raise _refused(where, "/parent", f"没有上级模型“{parent}”")
    if key in view.lineage:
        raise _refused(where, "/parent", f"“{key}”与“{parent}”互为上级")


def _check_names(key: str, where: str) -> None:
    """Every name in the identity rules and the list columns is an attribute of the type or inherited."""
    view = catalogue().types[key]
    known = view.schema["properties"].keys()
    named = [name for rule in view.identity for name in rule if not name.startswith("@")]
    for name in (*named, *view.schema["required"]):
        if name not in known:
            raise _refused(where, "/identity", f"没有属性“{name}”")
        if name in view.volatile:
            raise _refused(where, "/identity", f"属性“{name}”随时变化，不能用于识别或必填")
    for name in view.list_columns:
        if name not in known and not name.startswith("@"):
            raise _refused(where, "/list_columns", f"没有属性“{name}”")


def _properties(key: str) -> set[str]:
    view = catalogue().get(key)
    return set(view.schema["properties"]) if view else set()


def _keep_data(key: str, before: set[str], where: str) -> None:
    """Refuse to lose data: an attribute may go only when no item holds a value of it."""
    types = catalogue()
    for name in sorted(before - set(types.types[key].schema["properties"])):
        held = Item.objects.filter(type_id__in=types.subtypes(key), attributes__has_key=name).count()
        if held:
            raise Conflict("type_would_orphan", f"{where}：属性“{name}”仍有 {held} 个配置项在使用，不能删除。")


def _refused(where: str, path: str, reason: str) -> Invalid:
    return Invalid("bad_type", f"{where}：{reason}。", [FieldError(path, reason)])
