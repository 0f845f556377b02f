"""Rows as the API shows them, with one question to health and one to the types a page."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tongyun.kernel.facade import hidden_fields, is_hidden, organisation_names

from ..catalogue import Catalogue, catalogue
from ..computing import computed_values
from ..contracts import TypeView
from ..models import Item, ItemChange, ItemTypeVersion, Relation, RelationType
from ..personal import masked_attributes, shown_attributes
from ..queries import RESOURCE, health_of
from ..services.redundancy import parts_of
from ..services.references import named
from ..type_queries import TypeRelation, items_named, references_to, type_relations


def type_out(view: TypeView) -> dict[str, Any]:
    """One item type."""
    return {
        "key": view.key,
        "title": view.title,
        "title_en": view.title_en,
        "icon": view.icon,
        "family": view.family,
        "version": view.version,
        "parent": view.parent,
        "abstract": view.abstract,
        "retired": view.retired,
        "pack": view.pack,
        "lineage": list(view.lineage),
        "schema": dict(view.schema),
        "list_columns": list(view.list_columns),
        "identity": [list(rule) for rule in view.identity],
        "unique": [
            {"type": rule.scope, "by": list(rule.by), "among": "in_use" if rule.in_use else "all"}
            for rule in view.unique
        ],
    }


def type_detail_out(view: TypeView) -> dict[str, Any]:
    """One item type with what it declares itself, and what it hangs together with."""
    types = catalogue()
    above = types.get(view.parent) if view.parent else None
    inherited = above.schema["properties"] if above else {}
    properties = view.schema["properties"]
    return {
        **type_out(view),
        "own": [name for name, part in properties.items() if inherited.get(name) != part],
        "children": [each.key for each in types.types.values() if each.parent == view.key and not each.retired],
        "relations": [_type_relation_out(edge) for edge in type_relations(view)],
        "referenced_by": [
            {"type": other.key, "title": other.title, "title_en": other.title_en, "attribute": name}
            for other, name in references_to(types, view)
        ],
    }


def versions_out(versions: list[ItemTypeVersion]) -> list[dict[str, Any]]:
    """A page of a type's versions."""
    return [
        {
            "version": each.version,
            "kind": each.kind,
            "at": each.at,
            "actor_kind": each.actor_kind,
            "actor_name": each.actor_name,
            "delta": each.delta,
        }
        for each in versions
    ]


def items_out(items: list[Item]) -> list[dict[str, Any]]:
    """A page of items."""
    types = catalogue()
    health = health_of(items)
    found = _named_items(types, items)
    return [_item_out(types, item, health[item.id], found) for item in items]


def relations_out(item_id: UUID, relations: list[Relation]) -> list[dict[str, Any]]:
    """Relations as seen from one item."""
    types = catalogue()
    ends = [_far_end(item_id, relation) for relation in relations]
    health = health_of(ends)
    return [
        _relation_out(types, item_id, relation, end, health[end.id])
        for relation, end in zip(relations, ends, strict=True)
    ]


def changes_out(changes: list[ItemChange]) -> list[dict[str, Any]]:
    """A page of history; personal data in it stay masked, organisations are called by their names."""
    types = catalogue()
    names = organisations_in(change.delta for change in changes)
    return [
        {
            "id": change.id,
            "at": change.at,
            "batch": change.batch_id,
            "kind": change.kind,
            "actor_kind": change.actor_kind,
            "actor_name": change.actor_name,
            "item": change.item_id,
            "item_name": change.item.name,
            "type": change.type_key or change.item.type_id,
            "delta": delta_out(types, change.item.type_id, change.delta, names),
            "version": change.version,
        }
        for change in changes
    ]


def delta_out(types: Catalogue, type_key: str, delta: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What became different, {name: [old, new]}, as the caller may see it."""
    told = masked_attributes(types, type_key, unhidden(dict(delta)))
    if "@organisation" in told:
        told["@organisation"] = [each and {"id": each, "name": names.get(each, each)} for each in told["@organisation"]]
    return told


def needs_out(needs: Mapping[str, str]) -> list[dict[str, str]]:
    """What an item says of how many supports it needs, from the names of the history."""
    return [
        {"type": type_key, "group": group, "needs": word}
        for name, word in sorted(needs.items())
        for type_key, group in [parts_of(name)]
    ]


def organisations_in(deltas: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of the organisations that changes speak of, by id; one query."""
    ids = {UUID(each) for delta in deltas for each in delta.get("@organisation", ()) if each}
    return {str(key): name for key, name in organisation_names(ids).items()} if ids else {}


def type_titles(types: Catalogue, key: str) -> dict[str, str]:
    """What a type is called; by its key where it is no longer known."""
    view = types.get(key)
    return {"type_title": view.title if view else key, "type_title_en": view.title_en if view else key}


def titles_from(kind: RelationType, *, outwards: bool) -> dict[str, str]:
    """What a relation is called, read from its source or from its target."""
    if outwards:
        return {"title": kind.title, "title_en": kind.title_en}
    return {"title": kind.reverse_title, "title_en": kind.reverse_title_en}


def visible_names(attributes: dict[str, Any]) -> set[str]:
    """Names of the attributes that the caller's role does not hide."""
    return set(unhidden(attributes))


def unhidden(attributes: dict[str, Any]) -> dict[str, Any]:
    """Attributes by name without those that the caller's role hides; columns carry an @."""
    hidden = hidden_fields(RESOURCE)
    return {
        name: value
        for name, value in attributes.items()
        if not is_hidden(name.removeprefix("@") if name.startswith("@") else f"attributes.{name}", hidden)
    }


def _named_items(types: Catalogue, items: list[Item]) -> dict[str, tuple[str, str]]:
    """(name, type) by id of every item that these name in their attributes, as far as the caller sees them."""
    wanted: set[str] = set()
    for item in items:
        for name in _references_of(types, item):
            wanted.update(named(item.attributes.get(name)))
    return items_named(wanted)


def _references_of(types: Catalogue, item: Item) -> dict[str, Any]:
    view = types.types[item.type_id]
    return unhidden({name: item.attributes[name] for name in view.references if name in item.attributes})


def _type_relation_out(edge: TypeRelation) -> dict[str, Any]:
    kind, outwards = edge.kind, edge.direction == "out"
    return {
        "key": kind.key,
        "direction": edge.direction,
        **titles_from(kind, outwards=outwards),
        "cardinality": kind.cardinality,
        "impact": kind.impact,
        "other_types": list(kind.target_types if outwards else kind.source_types),
    }


def _item_out(
    types: Catalogue, item: Item, health: tuple[str, str], found: dict[str, tuple[str, str]]
) -> dict[str, Any]:
    view = types.types[item.type_id]
    attributes = {**item.attributes, **item.volatile}
    attributes |= computed_values(view, unhidden(attributes))
    references = {name: list(named(value)) for name, value in _references_of(types, item).items()}
    return {
        "id": item.id,
        "type": item.type_id,
        **type_titles(types, item.type_id),
        "name": item.name,
        "attributes": shown_attributes(types, item.type_id, attributes, item.organisation_id),
        "references": {
            item_id: {"name": found[item_id][0], "type": found[item_id][1]}
            for ids in references.values()
            for item_id in ids
            if item_id in found
        },
        "named": {name: "、".join(found[each][0] for each in ids if each in found) for name, ids in references.items()},
        "manual_attributes": sorted(unhidden(dict.fromkeys(item.manual_attributes))),
        "lifecycle": item.lifecycle,
        "manual_lifecycle": item.manual_lifecycle,
        "health": health[0],
        "health_reason": health[1],
        "organisation": {"id": item.organisation.id, "name": item.organisation.name} if item.organisation else None,
        "source": item.source,
        "first_seen_at": item.first_seen_at,
        "last_seen_at": item.last_seen_at,
        "created_at": item.created_at,
        "updated_at": item.updated_at,
        "version": item.version,
    }


def _relation_out(
    types: Catalogue, item_id: UUID, relation: Relation, end: Item, health: tuple[str, str]
) -> dict[str, Any]:
    outwards = relation.source_id == item_id
    kind = relation.type
    return {
        "id": relation.id,
        "type": kind.key,
        "direction": "out" if outwards else "in",
        **titles_from(kind, outwards=outwards),
        "item": {
            "id": end.id,
            "name": end.name,
            "type": end.type_id,
            **type_titles(types, end.type_id),
            "lifecycle": end.lifecycle,
            "health": health[0],
            "health_reason": health[1],
        },
        "description": relation.description,
        "attributes": relation.attributes,
        "group": relation.redundancy_group,
        "source": relation.source_of_knowledge,
        "created_at": relation.created_at,
    }


def _far_end(item_id: UUID, relation: Relation) -> Item:
    return relation.target if relation.source_id == item_id else relation.source
