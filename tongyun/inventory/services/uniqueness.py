"""Unique rules of types: what only one item may have, held by the database (CD-O-02, lesson 1)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongyun.kernel.facade import may

from ..contracts import TypeView, UniqueRule
from ..errors import not_unique
from ..models import Item, ItemUnique
from .checking import pointer

#: Names of a rule that stand for columns of the item itself.
NAME, ORGANISATION = "@name", "@organisation"


def relations_in_unique(view: TypeView) -> set[str]:
    """The relation types whose far ends take part in unique rules."""
    names = {name for rule in view.unique for name in rule.by if name.startswith("@")}
    return {name[1:] for name in names - {NAME, ORGANISATION}}


def digests_of(item: Item, view: TypeView, ends: Mapping[str, UUID]) -> dict[str, UniqueRule]:
    """What the item has to itself, by digest. A rule counts only when all its values are there."""
    found: dict[str, UniqueRule] = {}
    for rule in view.unique:
        if rule.in_use and item.lifecycle == Item.Lifecycle.RETIRED:
            continue
        values = [_plain(item, name, ends) for name in rule.by]
        if all(value is not None for value in values):
            text = json.dumps([rule.scope, rule.by, values], ensure_ascii=False, separators=(",", ":"))
            found[sha256(text.encode("utf-8", "surrogatepass")).hexdigest()] = rule
    return found


def keep_unique(item: Item, view: TypeView, ends: Mapping[str, UUID], *, fresh: bool = False) -> None:
    """Make the item's unique values those of its present content; raises Conflict when another item has one."""
    wanted = digests_of(item, view, ends)
    present: dict[str, UUID] = {}
    if not fresh:
        present = dict(ItemUnique.objects.filter(item=item).values_list("digest", "id"))
    gone = [row_id for digest, row_id in present.items() if digest not in wanted]
    if gone:
        ItemUnique.objects.filter(id__in=gone).delete()
    missing = {digest: rule for digest, rule in wanted.items() if digest not in present}
    if not missing:
        return
    try:
        with transaction.atomic():
            ItemUnique.objects.bulk_create(row_of(item, digest, rule) for digest, rule in missing.items())
    except IntegrityError as error:
        taken = ItemUnique.objects.filter(digest__in=list(missing)).exclude(item=item).select_related("item").first()
        if taken is None:
            raise
        seen = may("inventory:read", organisation=taken.item.organisation_id)
        raise not_unique(
            titles_of(view, missing[taken.digest].by),
            taken.item.name if seen else None,
            fields_of(missing[taken.digest].by),
        ) from error


def keep_unique_of_all(pairs: Sequence[tuple[Item, TypeView]], ends: Mapping[UUID, Mapping[str, UUID]]) -> None:
    """The same for several items that are known not to clash, in three queries."""
    wanted = {item.id: (item, digests_of(item, view, ends.get(item.id, {}))) for item, view in pairs}
    rows = ItemUnique.objects.filter(item_id__in=wanted).values_list("id", "item_id", "digest")
    held = {digest: (row_id, item_id) for row_id, item_id, digest in rows}
    gone = [row_id for digest, (row_id, item_id) in held.items() if digest not in wanted[item_id][1]]
    ItemUnique.objects.filter(id__in=gone).delete()
    ItemUnique.objects.bulk_create(
        row_of(item, digest, rule)
        for item, found in wanted.values()
        for digest, rule in found.items()
        if digest not in held
    )


def row_of(item: Item, digest: str, rule: UniqueRule) -> ItemUnique:
    """The row of one unique value."""
    return ItemUnique(item=item, type_key=rule.scope, rule="+".join(rule.by)[:300], digest=digest)


def titles_of(view: TypeView, names: Sequence[str]) -> str:
    """The names of a rule as people call them."""
    own = {NAME: "名称", ORGANISATION: "所属单位"}
    properties = view.schema["properties"]
    return "、".join(own.get(name) or properties.get(name, {}).get("x-title", {}).get("zh-CN", name) for name in names)


def fields_of(names: Iterable[str]) -> list[str]:
    """Where in a request the values of a rule stand."""
    places = {NAME: "/name", ORGANISATION: "/organisation"}
    return [places.get(name, pointer(name) if not name.startswith("@") else "/relations") for name in names]


def _plain(item: Item, name: str, ends: Mapping[str, UUID]) -> Any:
    if name == NAME:
        return " ".join(item.name.split()).casefold()
    if name == ORGANISATION:
        return str(item.organisation_id) if item.organisation_id else None
    if name.startswith("@"):
        end = ends.get(name[1:])
        return str(end) if end else None
    value = item.attributes.get(name)
    return " ".join(value.split()).casefold() if isinstance(value, str) else value
