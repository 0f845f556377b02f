"""What a decision about a case would do to an item: the same that it does when it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from tongyun.kernel.facade import may, visible

from ...catalogue import Catalogue
from ...errors import case_not_whole, no_such_type, wrong_kind
from ...models import Item, ReviewCase
from ...queries import READ
from ..checking import usable
from ..identification import owners_of
from ..items import state_of
from ..recording import Delta, delta_of
from ..relations import WRITE
from ..sightings import Sighting, after, sighting_of
from .filing import observation_of

#: Why a value is not taken: it does not fit the type, the item's type has no such attribute, another item is
#: recognised by it, a person set another one.
Withheld = Literal["broken", "unknown", "elsewhere", "manual"]


@dataclass(frozen=True)
class Comparison:
    """An item beside an observation: what it would become, and which values would not be taken and why."""

    item: Item
    changes: Delta
    withheld: Mapping[str, Withheld]
    #: Whether the actor may decide for this item.
    open: bool


def decidable(types: Catalogue, case: ReviewCase) -> Sighting:
    """The case's observation as the actor may carry it out: without relations to items that are gone or out of sight.

    Raises Conflict for a case that did not keep it, Invalid when its type is no longer in use."""
    if not case.whole:
        raise case_not_whole()
    view = usable(types, case.type_key)
    if view is None:
        raise no_such_type(case.type_key)
    observation = observation_of(case)
    ends = Item.objects.exclude(lifecycle=Item.Lifecycle.RETIRED).filter(
        id__in=[id_ for _, id_ in observation.relations]
    )
    seen = frozenset(visible(ends, READ).values_list("id", flat=True))
    whole = sighting_of(types, view, observation)
    near = tuple((key, target) for key, target in observation.relations if target in seen)
    return replace(whole, observation=replace(observation, relations=near))


def taken_by_others(sighting: Sighting, item: Item | None) -> frozenset[str]:
    """Digests of those marks of a sighting that belong to other items than this."""
    owners = owners_of(sighting.marks)
    return frozenset(digest for digest, owner in owners.items() if item is None or owner != item.id)


def check_kind(types: Catalogue, sighting: Sighting, item: Item) -> None:
    """Raises Invalid unless the observation can be about an item of this type."""
    held, seen = types.types[item.type_id], sighting.view
    related = held.key in seen.lineage or seen.key in held.lineage
    if not related and not (seen.identity and seen.identity_scope == held.identity_scope):
        raise wrong_kind(seen.title, held.title)


def compared(types: Catalogue, sighting: Sighting, item: Item) -> Comparison:
    """What deciding for this item would do."""
    fitting = sighting.without(taken_by_others(sighting, item))
    before, then = state_of(item), after(types, item, fitting)
    known = types.types[then.type].schema["properties"]
    withheld: dict[str, Withheld] = dict.fromkeys(sighting.broken, "broken")
    for name, value in sighting.attributes.items():
        if fitting.attributes.get(name) != value:
            withheld[name] = "elsewhere"
        elif then.attributes.get(name) != value:
            withheld[name] = "manual" if name in known else "unknown"
    may_decide = may(WRITE, organisation=item.organisation_id)
    return Comparison(
        item,
        delta_of(before.recorded(), then.recorded()),
        withheld,
        may_decide and item.lifecycle != Item.Lifecycle.RETIRED,
    )


def candidates_of(case: ReviewCase, also: UUID | None = None) -> list[Item]:
    """The candidates that the actor sees, in their order, and another item beside them."""
    ids = [UUID(each) for each in case.candidates] + ([also] if also else [])
    found = visible(Item.objects.select_related("organisation"), READ).in_bulk(list(dict.fromkeys(ids)))
    return [found[each] for each in dict.fromkeys(ids) if each in found]
