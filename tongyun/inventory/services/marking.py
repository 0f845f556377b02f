"""Keep what an item is recognised by in step with its attributes and relations."""

from uuid import UUID

from ..catalogue import Catalogue
from ..contracts import TypeView
from ..models import Item, Relation
from .identification import keep_marks, marks_of


def relations_in_rules(view: TypeView) -> set[str]:
    """The relation types that take part in a type's identity."""
    return {name[1:] for rule in view.identity for name in rule if name.startswith("@")}


def ends_of(item_id: UUID, view: TypeView) -> dict[str, UUID]:
    """The far ends of the relations that take part in an item's identity."""
    keys = relations_in_rules(view)
    if not keys:
        return {}
    rows = Relation.objects.filter(source_id=item_id, type_id__in=keys)
    return dict(rows.values_list("type_id", "target_id"))


def refresh_marks(types: Catalogue, item: Item) -> None:
    """Make the marks of an item those of its present content; raises Conflict when another item has one of them."""
    view = types.types[item.type_id]
    keep_marks(item, view, marks_of(view, item.attributes, ends_of(item.id, view)))
