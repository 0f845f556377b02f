"""People change types while the platform runs: their own ones here, those of packs by the site's edits (ADR 0020).

Whoever may change types (inventory:model) may change those of packs, too: the edit is laid over the shipped file, and
the next version of the pack is compared with it.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tongyun.kernel.contracts import Conflict, FieldError, Invalid, PackFile, Ref, refuse_stale
from tongyun.kernel.facade import audit, broken_fields, require

from ...catalogue import Catalogue, catalogue
from ...content.common import digest_of
from ...content.types import SCHEMA, check
from ...contracts import TypeView, type_files
from ...errors import type_not_found
from ...models import ItemType
from .consequences import Consequences, consequences_of
from .definition import content_of, definition_from, definition_of, difference
from .putting import check_below, put_in_use, take_out_of_use, would_be
from .steps import new_steps

MODEL = "inventory:model"
#: Of the types that the site made itself: no pack has this name.
SITE = ""


def rehearse(content: Mapping[str, Any]) -> tuple[dict[str, list[Any]], Consequences]:
    """What would differ, and what it would do to the items, if this were the type. Writes nothing.

    Needs inventory:model. Raises Invalid for a type that makes no sense.
    """
    require(MODEL)
    _check(content)
    row = ItemType.objects.filter(key=content["key"]).first()
    before = catalogue()
    after = _after(before, content, row.pack if row else SITE)
    steps = new_steps(row.migrate if row else [], content.get("migrate", []))
    found = consequences_of(before, after, content["key"], steps)
    return difference(content_of(row) if row else {}, dict(content)), found


@transaction.atomic
def create_type(content: Mapping[str, Any]) -> TypeView:
    """Make a type of the site's own. Needs inventory:model; raises Invalid, or Conflict when the key is taken."""
    require(MODEL)
    _check(content)
    if ItemType.objects.filter(key=content["key"]).exists():
        raise Conflict("type_exists", f"已有标识为“{content['key']}”的模型。")
    put_in_use(content, SITE, digest_of(content), _where(content))
    audit("item-type.created", _reference(content), {}, {"definition": dict(content)})
    return catalogue().types[content["key"]]


@transaction.atomic
def change_type(key: str, version: int, content: Mapping[str, Any]) -> TypeView:
    """Change a type and its items with it; without a difference nothing is written. Needs inventory:model.

    Raises:
        NotFound: there is no such type.
        Invalid: it makes no sense, or its key is another one.
        Stale: somebody saved first.
        Conflict: it is out of use, or items would lose values, not fit, or clash.
    """
    require(MODEL)
    row = _of_version(ItemType.objects.all(), key, version)
    if row.pack != SITE:
        type_files.get().hold(row.pack)
    row = _of_version(ItemType.objects.select_for_update(no_key=True), key, version)
    if row.retired:
        raise Conflict("type_retired", f"模型“{row.title}”已停用，不能修改。")
    if content.get("key") != key:
        raise Invalid("bad_type", "模型的标识不能修改。", [FieldError("/definition/key", "不能修改")])
    _check(content)
    if definition_from(content) == definition_of(row):
        return catalogue().types[key]
    _after(catalogue(), content, row.pack)
    before = content_of(row)
    if row.pack == SITE:
        put_in_use(content, SITE, digest_of(content), _where(content))
    else:
        type_files.get().put(row.pack, key, content)
    audit("item-type.changed", _reference(content), {}, {"delta": difference(before, dict(content))})
    return catalogue().types[key]


@transaction.atomic
def retire_type(key: str) -> None:
    """Take a type of the site's own out of use. Needs inventory:model; a pack's type goes with its pack.

    Raises NotFound when it is not in use, Conflict while others inherit it.
    """
    require(MODEL)
    row = ItemType.objects.select_for_update(no_key=True).filter(key=key, retired=False).first()
    if row is None:
        raise type_not_found(key)
    if row.pack != SITE:
        raise Conflict("type_of_pack", f"模型“{row.title}”由内容包“{row.pack}”提供，随内容包停用。")
    below = [view.title for view in catalogue().types.values() if view.parent == key and not view.retired]
    if below:
        raise Conflict("type_inherited", f"模型 {'、'.join(below[:5])} 继承它，请先停用。")
    take_out_of_use(SITE, key)
    audit("item-type.retired", Ref("item-type", key, row.title), {"retired": False}, {"retired": True})


def _of_version(rows: QuerySet[ItemType], key: str, version: int) -> ItemType:
    row = rows.filter(key=key).first()
    if row is None:
        raise type_not_found(key)
    refuse_stale(row.version, version)
    return row


def _check(content: Mapping[str, Any]) -> None:
    """Refuse what no file of a pack could say, with all reasons at once."""
    problems = [FieldError(f"/definition{each.path}", each.message) for each in broken_fields(SCHEMA, content)]
    if not problems:
        file = PackFile(SITE, "types", str(content["key"]), _where(content), dict(content), "")
        problems = [FieldError("/definition", found.message) for found in check(file)]
    if problems:
        raise Invalid("bad_type", "模型有误，没有保存。", problems[:50])


def _after(before: Catalogue, content: Mapping[str, Any], pack: str) -> Catalogue:
    """The types as they would be; raises Invalid when this one, or one below it, would make no sense any more."""
    after = would_be(before, content, pack, _where(content))
    check_below(after, content["key"], _where(content))
    return after


def _where(content: Mapping[str, Any]) -> str:
    return f"模型“{content.get('title', '')}”"


def _reference(content: Mapping[str, Any]) -> Ref:
    return Ref("item-type", str(content["key"]), str(content["title"]))
