"""Whatever was done: the past as it is told equals what was there at that moment, and every revert can be reverted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.inventory.conftest import host
from tongyun.inventory import facade
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import FOREVER, ChangeBatch, Item, ItemChange, Relation, RelationSpan
from tongyun.inventory.past.headers import headers_at
from tongyun.inventory.past.items import past_of, spans_at
from tongyun.inventory.services.items import state_of
from tongyun.inventory.services.redundancy import said_by, set_redundancy
from tongyun.inventory.services.reverting import revert_batch
from tongyun.kernel.contracts import Problem

pytestmark = pytest.mark.usefixtures("estate", "as_admin")

Snapshot = tuple[dict[UUID, Any], set[tuple[Any, ...]]]
SMALL = st.integers(0, 5)
OWNERS = st.sampled_from(["王伟", "李娜", None])


def _pick(kind: str, place: int) -> UUID | None:
    ids = [view.id for view in facade.items_of_type(kind, include_retired=True)]
    return ids[place % len(ids)] if ids else None


def _patched(place: int, patch: Patch) -> None:
    ids = list(Item.objects.order_by("id").values_list("id", "version"))
    if ids:
        facade.update_item(*ids[place % len(ids)], patch)


def _tied(kind: str, source: UUID | None, target: UUID | None) -> None:
    if source is not None and target is not None:
        facade.relate(kind, source, target, replace=True)


def _untied(place: int) -> None:
    ids = list(Relation.objects.order_by("id").values_list("id", flat=True))
    if ids:
        facade.unrelate(ids[place % len(ids)])


def _said(item: UUID | None, needs: str | None) -> None:
    if item is not None:
        set_redundancy(item, "depends_on", "", needs)


def _reverted(place: int) -> None:
    ids = list(ChangeBatch.objects.order_by("id").values_list("id", flat=True))
    if ids:
        revert_batch(ids[-1 - place % len(ids)], reason="试", dry_run=False, on_conflict="skip")


STEPS: st.SearchStrategy[Callable[[], Any]] = st.one_of(
    st.builds(lambda n, o: lambda: facade.create_item("host", f"h{n}", {"owner": o}), SMALL, OWNERS),
    st.builds(lambda n, o: lambda: facade.create_item("nginx", f"n{n}", {"owner": o, "port": 80}), SMALL, OWNERS),
    st.builds(lambda n, o: lambda: _patched(n, Patch(attributes={"owner": o})), SMALL, OWNERS),
    st.builds(lambda n, m: lambda: _patched(n, Patch(name=f"name{m}")), SMALL, SMALL),
    st.builds(
        lambda n, s: lambda: _patched(n, Patch(lifecycle=s)), SMALL, st.sampled_from(["active", "lost", "retired"])
    ),
    st.builds(lambda n: lambda: _patched(n, Patch(manual_lifecycle=False)), SMALL),
    st.builds(lambda n, k: lambda: _patched(n, Patch(type=k)), SMALL, st.sampled_from(["nginx", "redis"])),
    st.builds(lambda n: lambda: facade.observe_host(host(cpu_cores=n + 1)), SMALL),
    st.builds(lambda n, m: lambda: _tied("runs_on", _pick("service", n), _pick("host", m)), SMALL, SMALL),
    st.builds(lambda n, m: lambda: _tied("depends_on", _pick("service", n), _pick("service", m)), SMALL, SMALL),
    st.builds(lambda n, m: lambda: _tied("part_of", _pick("host", n), _pick("host", m)), SMALL, SMALL),
    st.builds(lambda n: lambda: _untied(n), SMALL),
    st.builds(lambda n, w: lambda: _said(_pick("service", n), w), SMALL, st.sampled_from(["any", "2", None])),
    st.builds(lambda n: lambda: _reverted(n), SMALL),
)


def present() -> Snapshot:
    """Everything that has a history, as the tables of the present have it."""
    items = {}
    for item in Item.objects.all():
        state, needs = state_of(item), said_by([item.id])[item.id]
        items[item.id] = ({**state.recorded(), **needs}, state.decided())
    edges = set(Relation.objects.values_list("type_id", "source_id", "target_id"))
    return items, edges


def told(at: datetime) -> Snapshot:
    """The same, as the past tells it."""
    items = {}
    for item in Item.objects.all():
        past = past_of(item, at)
        header = headers_at([item.id], at).get(item.id)
        assert (past is None) == (header is None)
        if past is not None and header is not None:
            state = past.state
            items[item.id] = (past.recorded(), state.decided())
            assert (header.name, header.type, header.lifecycle, header.organisation_id) == (
                state.name,
                state.type,
                state.lifecycle,
                state.organisation,
            )
            assert header.version == past.last.version
    spans = [span for item in items for span in spans_at(item, at)]
    return items, {(span.type_id, span.source_id, span.target_id) for span in spans}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=5, max_size=30))
def test_the_past_as_told_is_what_was_there(steps: list[Callable[[], Any]]) -> None:
    with transaction.atomic():
        moments: dict[datetime, Snapshot] = {}
        for step in steps:
            try:
                with transaction.atomic():
                    step()
            except Problem:
                pass
            newest = ItemChange.objects.order_by("-at").values_list("at", flat=True).first()
            if newest is not None:
                moments[newest] = present()
        for at, snapshot in moments.items():
            assert told(at) == snapshot
        now = present()
        assert (
            set(RelationSpan.objects.filter(ended_at=FOREVER).values_list("type_id", "source_id", "target_id"))
            == now[1]
        )
        _replay_is_present(now)
        transaction.set_rollback(True)


def _replay_is_present(now: Snapshot) -> None:
    """Both ends of every change fit the change before it, and the last gives the item as it is."""
    for item in Item.objects.all():
        content: dict[str, Any] = {}
        versions = []
        for change in ItemChange.objects.filter(item=item).order_by("version"):
            versions.append(change.version)
            if change.kind == "relation":
                continue
            for name, (old, new) in change.delta.items():
                assert content.get(name) == old
                content[name] = new
        assert versions == list(range(1, item.version + 1))
        assert {name: value for name, value in content.items() if value is not None} == {
            name: value for name, value in now[0][item.id][0].items() if value is not None
        }
