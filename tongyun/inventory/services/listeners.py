"""The services of a host: which listen now, which are known but gone."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import utc_now

from ..catalogue import Catalogue, catalogue
from ..contracts import Observation, ObservedService, ServiceFacts
from ..errors import no_such_item, types_missing
from ..models import Item
from .identification import marks_of, owners_of
from .items import amend, state_of
from .observation import SEEN_EVERY, observe
from .occasions import Cause, occasion
from .relations import locked_item
from .signatures import Kind, clean_exe, cmdline_of, kind_of, kinds, lowest_port

SERVICE = "service"
RUNS_ON = "runs_on"


def observe_services(host_id: UUID, services: Sequence[ServiceFacts]) -> list[ObservedService]:
    """Reconcile what listens on a host; returns every service of it that is not retired, present or not.

    Raises NotFound when there is no such host, Unavailable when the pack that brings the type service is not applied.
    """
    types = catalogue()
    if types.get(SERVICE) is None:
        raise types_missing(SERVICE)
    host = Item.objects.filter(id=host_id).first()
    if host is None:
        raise no_such_item(host_id)
    _is_there(types, host)
    answers = observe(_worth_recording(host, services))
    present = {answer.item.id: answer.item for answer in answers if answer.item is not None}
    rows = Item.objects.filter(
        relations_out__type_id=RUNS_ON,
        relations_out__target_id=host_id,
        type_id__in=types.subtypes(SERVICE),
    ).exclude(lifecycle=Item.Lifecycle.RETIRED)
    return [
        ObservedService(
            item.view(),
            item.id in present,
            bool(item.attributes.get("watched")),
            item.attributes.get("process", ""),
            item.attributes.get("port"),
        )
        for item in rows.order_by("id")
    ]


def _is_there(types: Catalogue, host: Item) -> None:
    """A host whose services report is seen, although the facts about itself come only every ten minutes."""
    now = utc_now()
    if not host.manual_lifecycle and host.lifecycle in (Item.Lifecycle.SUSPECTED, Item.Lifecycle.LOST):
        with transaction.atomic(), occasion(Cause.OBSERVATION):
            item = locked_item(host.id)
            item.last_seen_at = now
            amend(types, item, replace(state_of(item), lifecycle=Item.Lifecycle.ACTIVE.value))
    elif host.last_seen_at is None or now - host.last_seen_at >= SEEN_EVERY:
        Item.objects.filter(id=host.id).update(last_seen_at=now)


def _worth_recording(host: Item, services: Sequence[ServiceFacts]) -> list[Observation]:
    """One observation a service. A young process of a kind that must prove itself counts only if it is known."""
    now = utc_now()
    known = kinds()
    sure: dict[str, Observation] = {}
    young: dict[str, Observation] = {}
    for facts in services:
        kind = kind_of(facts, known)
        if kind is None or not facts.ports:
            continue
        key = f"{kind.type} {clean_exe(facts)} {lowest_port(facts)}"
        (young if kind.too_young(facts, now) else sure).setdefault(key, _observation(host, kind, facts))
    return [*sure.values(), *_known_ones([entry for key, entry in young.items() if key not in sure])]


def _known_ones(observations: list[Observation]) -> list[Observation]:
    if not observations:
        return []
    types = catalogue()
    marks = {
        id(entry): marks_of(types.types[entry.type], entry.attributes, dict(entry.relations))
        for entry in observations
        if entry.type in types.types
    }
    owners = owners_of(mark for found in marks.values() for mark in found)
    return [entry for entry in observations if any(mark.digest in owners for mark in marks.get(id(entry), []))]


def _observation(host: Item, kind: Kind, facts: ServiceFacts) -> Observation:
    attributes = {
        **kind.attributes,
        "process": facts.process,
        "exe": clean_exe(facts),
        "cmdline": cmdline_of(facts),
        "cwd": facts.cwd,
        "user": facts.user,
        "unit": facts.unit,
        "port": lowest_port(facts),
        "ports": sorted({port for _, _, port in facts.ports}),
        "listens": sorted({f"{protocol} {_address(address)}:{port}" for protocol, address, port in facts.ports}),
        "watched": kind.watched,
        "pid": facts.pid or None,
        "started_at": facts.started_at.isoformat(timespec="seconds") if facts.started_at else None,
    }
    return Observation(kind.type, kind.name_of(facts, host.name), attributes, relations=((RUNS_ON, host.id),))


def _address(address: str) -> str:
    return f"[{address}]" if ":" in address else address
