"""Suspected after ten minutes, lost after a day, active when seen, never against a person."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.inventory.conftest import host
from tongyun.inventory import facade
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import Item, ItemChange
from tongyun.inventory.services.lifecycle import SWEEP, mark_unseen, schedule, sweep
from tongyun.kernel.contracts import Task, new_id, utc_now
from tongyun.kernel.models import ScheduledTask
from tongyun.kernel.services import work

pytestmark = pytest.mark.usefixtures("estate")


def unseen_for(minutes: float) -> UUID:
    view = facade.observe_host(host())
    Item.objects.filter(id=view.id).update(last_seen_at=utc_now() - timedelta(minutes=minutes))
    return view.id


def state(item_id: UUID) -> str:
    return Item.objects.get(id=item_id).lifecycle


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, "active"), (9.9, "active"), (10.1, "suspected"), (23 * 60, "suspected"), (24 * 60 + 1, "lost")],
)
def test_grace_times(minutes: float, expected: str) -> None:
    item_id = unseen_for(minutes)
    mark_unseen()
    assert state(item_id) == expected


def test_seen_again_is_active_again_with_its_history() -> None:
    item_id = unseen_for(11)
    assert mark_unseen() == 1
    assert mark_unseen() == 0
    facade.observe_host(host())
    assert state(item_id) == "active"
    deltas = [change.delta for change in ItemChange.objects.filter(kind="lifecycle").order_by("version")]
    assert deltas == [{"@lifecycle": ["active", "suspected"]}, {"@lifecycle": ["suspected", "active"]}]


@pytest.mark.parametrize("minutes", [2, 11])
def test_a_host_that_reports_its_services_is_there_although_its_facts_come_seldom(minutes: float) -> None:
    item_id = unseen_for(minutes)
    mark_unseen()
    facade.observe_services(item_id, [])
    item = Item.objects.get(id=item_id)
    assert item.lifecycle == "active"
    assert item.last_seen_at is not None
    assert utc_now() - item.last_seen_at < timedelta(minutes=1)
    mark_unseen()
    assert state(item_id) == "active"


def test_a_host_that_a_person_called_lost_stays_so_when_its_services_report(as_admin: object) -> None:
    item_id = unseen_for(60)
    facade.update_item(item_id, Item.objects.get(id=item_id).version, Patch(lifecycle="lost"))
    facade.observe_services(item_id, [])
    assert state(item_id) == "lost"


def test_suspected_becomes_lost() -> None:
    item_id = unseen_for(11)
    mark_unseen()
    Item.objects.filter(id=item_id).update(last_seen_at=utc_now() - timedelta(hours=25))
    mark_unseen()
    assert state(item_id) == "lost"


@pytest.mark.parametrize("decision", ["active", "lost", "retired"])
def test_a_decision_of_a_person_stays_until_handed_back(decision: str, as_admin: object) -> None:
    item_id = unseen_for(60)
    facade.update_item(item_id, 1, Patch(lifecycle=decision))
    assert mark_unseen() == 0
    facade.observe_host(host())
    assert state(item_id) == decision
    version = Item.objects.get(id=item_id).version
    facade.update_item(item_id, version, Patch(manual_lifecycle=False))
    assert not Item.objects.get(id=item_id).manual_lifecycle


def test_what_people_registered_is_not_expected_to_report(as_admin: object) -> None:
    facade.create_item("host", "printer", {})
    assert mark_unseen() == 0


def test_after_the_platform_was_away_agents_get_a_turn_to_report_first() -> None:
    item_id = unseen_for(60)
    late = Task(new_id(), SWEEP, "sweep", {}, utc_now() - timedelta(minutes=30), 1)
    sweep(late)
    assert state(item_id) == "active"
    sweep(Task(new_id(), SWEEP, "sweep", {}, utc_now() - timedelta(seconds=1), 1))
    assert state(item_id) == "suspected"


def test_the_sweep_is_a_durable_task() -> None:
    item_id = unseen_for(60)
    schedule()
    schedule()
    (task,) = [task for task in work.take() if task.handler == SWEEP]
    assert work.run(task)
    assert state(item_id) == "suspected"
    assert ScheduledTask.objects.get(handler=SWEEP).due_at > utc_now()
    actor = ItemChange.objects.get(kind="lifecycle")
    assert (actor.actor_kind, actor.actor_name) == ("system", "生命周期")
