"""Whom it concerns: business systems, departments and contracts of the items that fall or lose a support."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from ..catalogue import catalogue
from ..models import Item, Relation
from ..queries import CHUNK, seen_items
from .impact import Impact, Node

SYSTEM, CONTRACT = "business_system", "contract_reference"
CONCERNED = ("down", "degraded")


@dataclass(frozen=True)
class Department:
    """An organisation, and how many of its items fall or lose a support."""

    id: UUID
    name: str
    down: int
    degraded: int


@dataclass(frozen=True)
class Summary:
    """Whom it concerns; business systems nearest first, departments by how many of their items fall."""

    systems: tuple[Node, ...]
    departments: tuple[Department, ...]
    contracts: tuple[tuple[UUID, str], ...]


def summary_of(found: Impact) -> Summary:
    """Whom an answer concerns; the item itself counts, too."""
    concerned = [node for node in found.nodes if node.verdict in (*CONCERNED, "start")]
    systems = set(catalogue().subtypes(SYSTEM))
    return Summary(
        tuple(node for node in concerned if node.type in systems),
        tuple(_departments(concerned)),
        tuple(_contracts([node.id for node in concerned])),
    )


def _departments(nodes: Iterable[Node]) -> list[Department]:
    counted: dict[UUID, tuple[str, int, int]] = {}
    for node in nodes:
        if node.organisation_id is not None:
            name, down, degraded = counted.get(node.organisation_id, (node.organisation or "", 0, 0))
            hurt = node.verdict == "degraded"
            counted[node.organisation_id] = (name, down + (not hurt), degraded + hurt)
    found = [Department(key, *what) for key, what in counted.items()]
    return sorted(found, key=lambda each: (-each.down, -each.degraded, each.name))


def _contracts(ids: list[UUID]) -> list[tuple[UUID, str]]:
    """The contracts that any of the items has a relation with, whichever way it is drawn."""
    types = catalogue().subtypes(CONTRACT)
    if not types:
        return []
    found: dict[UUID, str] = {}
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        out = Relation.objects.filter(source__in=some, target__type__in=types).values("target")
        back = Relation.objects.filter(target__in=some, source__type__in=types).values("source")
        rows = seen_items().filter(Q(id__in=out) | Q(id__in=back)).exclude(lifecycle=Item.Lifecycle.RETIRED)
        found.update(rows.values_list("id", "name"))
    return sorted(found.items(), key=lambda each: each[1])
