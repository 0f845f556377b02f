"""Keep what an item is recognised by in step with its attributes and relations."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from ..catalogue import Catalogue
from ..contracts import TypeView
from ..models import Item, Relation
from .addresses.keeping import keep_addresses, tells_of_addresses
from .identification import keep_marks, marks_of
from .uniqueness import keep_unique, relations_in_unique
from .values import keep_values


def relations_in_rules(view: TypeView) -> set[str]:
    """The relation types that take part in a type's identity or unique rules."""
    return {name[1:] for rule in view.identity for name in rule if name.startswith("@")} | relations_in_unique(view)


def far_ends(types: Catalogue, items: Sequence[Item]) -> dict[UUID, dict[str, UUID]]:
    """The far ends of the relations that take part in rules, by item and relation; one query at most."""
    keys = set().union(*(relations_in_rules(types.types[item.type_id]) for item in items))
    found: dict[UUID, dict[str, UUID]] = {}
    if keys:
        edges = Relation.objects.filter(source_id__in=[item.id for item in items], type_id__in=keys)
        for source, key, target in edges.values_list("source_id", "type_id", "target_id"):
            found.setdefault(source, {})[key] = target
    return found


def refresh_marks(types: Catalogue, item: Item) -> None:
    """Make the marks and unique values of an item those of its present content; raises Conflict when another item has
    one of them."""
    view, ends = types.types[item.type_id], far_ends(types, [item]).get(item.id, {})
    keep_marks({item.id: (view, marks_of(view, item.attributes, ends))})
    keep_unique([(item, view)], {item.id: ends})


def keep_up(types: Catalogue, changed: Sequence[tuple[Item, AbstractSet[str]]]) -> None:
    """Bring everything that hangs on the content of items up to date after changes of these names: what they are
    recognised by, what they have to themselves, what lists filter by. As many queries for many as for one."""
    viewed = [(item, types.types[item.type_id], names) for item, names in changed]
    content = [(item, view) for item, view, names in viewed if names - {"@name", "@lifecycle", "@organisation"}]
    unique = [(item, view) for item, view, names in viewed if view.unique or "@type" in names]
    ends = far_ends(types, list({item.id: item for item, _ in (*content, *unique)}.values()))
    keep_marks({item.id: (view, marks_of(view, item.attributes, ends.get(item.id, {}))) for item, view in content})
    keep_values(content)
    keep_addresses([(item, view) for item, view, names in viewed if tells_of_addresses(view, names)])
    keep_unique(unique, ends)
