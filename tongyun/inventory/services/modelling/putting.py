"""Bring a type into use, or take it out, with a version of it in the same transaction."""

from collections.abc import Mapping
from typing import Any

from tongyun.kernel.contracts import Conflict, FieldError, Invalid, utc_now
from tongyun.kernel.facade import require_dictionaries

from ...catalogue import Catalogue, catalogue
from ...computing import expression_fault
from ...models import ItemType, ItemTypeVersion
from .carrying import carry_out
from .consequences import Consequences, consequences_of
from .definition import columns_of, definition_from, definition_of
from .steps import new_steps
from .versions import keep_version


def put_in_use(content: Mapping[str, Any], pack: str, digest: str, where: str) -> None:
    """Make or bring up to date one type and its items, in the caller's transaction. `where` is named in refusals.

    Raises:
        Invalid: its parent is unknown, it would be its own ancestor, or it names an attribute that it has not, or a
            data dictionary that is not there.
        Conflict: it belongs to another pack, or items would lose values, not fit any more, or clash.
    """
    key = content["key"]
    present = ItemType.objects.filter(key=key).first()
    if present is not None and (present.digest, present.retired, present.pack) == (digest, False, pack):
        return
    if present is not None and present.pack != pack and not present.retired:
        owner = f"内容包“{present.pack}”" if present.pack else "本单位自建"
        raise Conflict("type_of_other_pack", f"{where}：模型“{key}”属于{owner}。")
    before = catalogue()
    after = would_be(before, content, pack, where)
    steps = new_steps(present.migrate if present else [], content.get("migrate", []))
    _refuse_harm(consequences_of(before, after, key, steps), where)
    _save(content, present, pack, digest)
    carry_out(before, after, key, steps)


def would_be(types: Catalogue, content: Mapping[str, Any], pack: str, where: str) -> Catalogue:
    """All types as they would be with this one in use; raises Invalid when it makes no sense among them."""
    _check_line(types, content, where)
    require_dictionaries(content["schema"], where)
    known = types.rows.get(content["key"])
    row = ItemType(key=content["key"], version=known.version + 1 if known else 1, pack=pack, retired=False)
    for name, value in columns_of(definition_from(content)).items():
        setattr(row, name, value)
    after = types.with_row(row)
    _check_names(after, content["key"], where)
    return after


def check_below(types: Catalogue, key: str, where: str) -> None:
    """Refuse to take from the types in use below what they name. Raises Invalid.

    People change one type at a time; a pack that changes a type changes those below it in the same round.
    """
    for name in types.subtypes(key):
        if name != key and not types.types[name].retired:
            _check_names(types, name, f"{where}：下级模型“{types.types[name].title}”")


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


def _check_line(types: Catalogue, content: Mapping[str, Any], where: str) -> None:
    key, parent = content["key"], content.get("parent")
    if parent is None:
        return
    view = types.get(parent)
    if view is None:
        raise _refused(where, "/parent", f"没有上级模型“{parent}”")
    if key in view.lineage:
        raise _refused(where, "/parent", f"“{key}”与“{parent}”互为上级")


def _check_names(types: Catalogue, key: str, where: str) -> None:
    """Every name in rules, columns and expressions is an attribute of the type or inherited, and fit for it."""
    view = types.types[key]
    properties = view.schema["properties"]
    named = [("/identity", name) for rule in view.identity for name in rule]
    named += [("/unique", name) for rule in view.unique for name in rule.by]
    named += [("/schema/required", name) for name in view.schema["required"]]
    for place, name in named:
        if name.startswith("@"):
            continue
        if name not in properties:
            raise _refused(where, place, f"没有属性“{name}”")
        if name in view.volatile or name in view.computed:
            raise _refused(where, place, f"属性“{name}”随时变化，不能用于识别、唯一约束或必填")
    for name in view.list_columns:
        if name not in properties and not name.startswith("@"):
            raise _refused(where, "/list_columns", f"没有属性“{name}”")
    for name, expression in view.computed.items():
        if fault := expression_fault(expression, properties):
            raise _refused(where, f"/schema/properties/{name}", fault)
    for other in types.types.values():
        for name, kind in other.indexed.items():
            if view.indexed.get(name, kind) != kind:
                raise _refused(
                    where, f"/schema/properties/{name}", f"属性“{name}”在模型“{other.title}”中按另一种值筛选"
                )


def _refuse_harm(found: Consequences, where: str) -> None:
    """Refuse to lose data, or to leave items behind that do not fit their type."""
    for name, count in found.lost.items():
        raise Conflict("type_would_orphan", f"{where}：属性“{name}”仍有 {count} 个配置项在使用，不能删除。")
    for count, first, what in (
        (found.broken_count, found.broken, "不再符合模型"),
        (found.duplicate_count, found.duplicates, "重复"),
    ):
        if count:
            example = f"“{first[0].name}”{'；'.join(first[0].reasons)}"
            raise Conflict("type_would_break", f"{where}：有 {count} 个配置项{what}，例如{example}。")


def _refused(where: str, path: str, reason: str) -> Invalid:
    return Invalid("bad_type", f"{where}：{reason}。", [FieldError(path, reason)])
