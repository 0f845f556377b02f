"""An estate that hangs together as a city's does: rooms, racks, hosts, machines, services and business systems."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from tongyun.inventory.models import Item, ItemType, Relation, RelationSlot, RelationType
from tongyun.kernel.contracts import new_id
from tongyun.packs.services.applying import apply_all
from tongyun.packs.services.discovery import OWN, survey

#: How many of each there are in the whole estate.
ROOMS, RACKS, SWITCHES, HOSTS, MACHINES, SERVICES, COMPONENTS, SYSTEMS = (
    40,
    705,
    595,
    1_900,
    9_000,
    70_000,
    16_436,
    1_324,
)


@dataclass(frozen=True)
class Estate:
    """What was made, and where to ask."""

    items: int
    relations: int
    ids: list[UUID]
    hosts: list[UUID]
    services: list[UUID]
    hubs: dict[str, list[UUID]]


def fill(divided: int) -> Estate:
    """Write the estate, a `divided`th of it."""
    for report in apply_all([survey(OWN / name) for name in ("hosts", "topology")]):
        if report.state not in ("applied", "unchanged"):
            raise RuntimeError(str(report.findings))
    ItemType.objects.update_or_create(
        key="business_system", defaults={"parent_id": "item", "title": "业务系统", "title_en": "Business system"}
    )
    made = {
        name: _items(kind, name, max(count // divided, 4))
        for name, kind, count in (
            ("room", "host", ROOMS),
            ("rack", "host", RACKS),
            ("switch", "host", SWITCHES),
            ("host", "host", HOSTS),
            ("machine", "host", MACHINES),
            ("service", "application", SERVICES),
            ("component", "application", COMPONENTS),
            ("system", "business_system", SYSTEMS),
        )
    }
    dice = random.Random(11)
    edges = dict.fromkeys(_edges(dice, made, 500_000 // divided))
    relations = _write(edges)
    every = [item for ids in made.values() for item in ids]
    hubs = {name: made[name][:5] for name in ("room", "rack", "switch", "system")}
    return Estate(len(every), relations, every, made["machine"], made["service"], hubs)


def _items(kind: str, name: str, count: int) -> list[UUID]:
    rows = [Item(id=new_id(), type_id=kind, name=f"{name}-{number:05}", source="person") for number in range(count)]
    Item.objects.bulk_create(rows, batch_size=2_000)
    return [row.id for row in rows]


def _edges(dice: random.Random, made: dict[str, list[UUID]], wanted: int) -> Iterator[tuple[str, UUID, UUID]]:
    """Edges as they are found in a city; dependencies between services until there are enough."""
    room, rack, switch, host = made["room"], made["rack"], made["switch"], made["host"]
    machine, service, component, system = made["machine"], made["service"], made["component"], made["system"]
    fixed = [
        *(("located_in", each, dice.choice(room)) for each in rack),
        *(("located_in", each, dice.choice(rack)) for each in (*switch, *host)),
        *(("uplinks_to", each, up) for each in switch[20:] for up in dice.sample(switch[:20], 2)),
        *(("uplinks_to", each, up) for each in host for up in dice.sample(switch[20:] or switch, 2)),
        *(("powered_by", each, up) for each in host for up in dice.sample(rack, 2)),
        *(("deployed_on", each, dice.choice(host)) for each in machine),
        *(("runs_on", each, dice.choice(machine)) for each in service),
        *(("deployed_on", each, dice.choice(machine)) for each in component),
        *(("part_of", each, dice.choice(system)) for each in component),
        *(("depends_on", each, below) for each in component for below in dice.sample(service, 3)),
    ]
    yield from fixed
    # Most services are asked by few, some by many; nobody depends on what starts after it, so chains end.
    for _ in range(wanted - len(fixed)):
        at = dice.randrange(1, len(service))
        yield "depends_on", service[at], service[int(at * dice.random())]


def _write(edges: Iterable[tuple[str, UUID, UUID]]) -> int:
    limited = set(RelationType.objects.filter(cardinality="1-N").values_list("key", flat=True))
    count = 0
    left = iter(edges)
    while some := list(islice(left, 5_000)):
        rows = [
            Relation(id=new_id(), type_id=kind, source_id=source, target_id=target, source_of_knowledge="agent")
            for kind, source, target in some
        ]
        Relation.objects.bulk_create(rows, batch_size=2_000)
        RelationSlot.objects.bulk_create(
            (
                RelationSlot(type_id=row.type_id, side="source", item_id=row.source_id, relation=row)
                for row in rows
                if row.type_id in limited
            ),
            batch_size=2_000,
        )
        count += len(rows)
    return count
