"""Unique rules of types: what only one item may have, held by the database (CD-O-02, lesson 1)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongyun.kernel.facade import Rows, may

from ..contracts import TypeView, UniqueRule
from ..errors import not_unique
from ..models import Item, ItemUnique
from .checking import pointer

#: Names of a rule that stand for columns of the item itself.
NAME, ORGANISATION = "@name", "@organisation"
ROWS = Rows(ItemUnique, "item", "type_key", "rule", "digest")


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


def keep_unique(pairs: Sequence[tuple[Item, TypeView]], ends: Mapping[UUID, Mapping[str, UUID]]) -> None:
    """Make the unique values of items those of their present content, in as many queries for many as for one; raises
    what `add_unique` raises."""
    if not pairs:
        return
    wanted = {item.id: digests_of(item, view, ends.get(item.id, {})) for item, view in pairs}
    rows = ItemUnique.objects.filter(item_id__in=wanted).values_list("id", "item_id", "digest")
    held = {(item_id, digest): row_id for row_id, item_id, digest in rows}
    gone = [row_id for (item_id, digest), row_id in held.items() if digest not in wanted[item_id]]
    if gone:
        ItemUnique.objects.filter(id__in=gone).delete()
    add_unique(
        [
            (item.id, view, {at: rule for at, rule in wanted[item.id].items() if (item.id, at) not in held})
            for item, view in pairs
        ]
    )


def add_unique(told: Sequence[tuple[UUID, TypeView, Mapping[str, UniqueRule]]]) -> None:
    """Let items have to themselves what they did not have; raises Conflict when another item has one of these values,
    and IntegrityError when two of these items want the same."""
    rows = sorted(
        (_row(item_id, digest, rule) for item_id, _, wanted in told for digest, rule in wanted.items()),
        key=itemgetter(3),
    )
    if not rows:
        return
    try:
        with transaction.atomic():
            ROWS.add(rows)
    except IntegrityError as error:
        wanted = {digest: (view, rule) for _, view, found in told for digest, rule in found.items()}
        taken = _taken(list(wanted), {item_id for item_id, *_ in told})
        if taken is None:
            raise
        view, rule = wanted[taken.digest]
        seen = may("inventory:read", organisation=taken.item.organisation_id)
        raise not_unique(titles_of(view, rule.by), taken.item.name if seen else None, fields_of(rule.by)) from error


def taken_of(digests: Sequence[str]) -> set[str]:
    """Which of these values an item has to itself already."""
    return set(ItemUnique.objects.filter(digest__among=digests).values_list("digest", flat=True))


def _taken(digests: list[str], but: set[UUID]) -> ItemUnique | None:
    rows = ItemUnique.objects.filter(digest__among=digests).select_related("item")
    return next((row for row in rows if row.item_id not in but), None)


def _row(item_id: UUID, digest: str, rule: UniqueRule) -> tuple[UUID, str, str, str]:
    return item_id, rule.scope, "+".join(rule.by)[:300], digest


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
