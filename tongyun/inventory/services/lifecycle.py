"""Things that are no longer seen: suspected after ten minutes, lost after a day, never against a person's decision."""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from tongyun.kernel.contracts import Task, utc_now
from tongyun.kernel.facade import acting_as, run_every, system_actor

from ..catalogue import catalogue
from ..contracts import AGENT
from ..models import Item
from .items import amend, state_of
from .occasions import Cause, occasion

SWEEP = "inventory.lifecycle"
SWEEP_EVERY_S = 60.0
SUSPECTED_AFTER = timedelta(minutes=10)
LOST_AFTER = timedelta(hours=24)
#: Rows of one turn; what is left is due again in a minute.
BATCH = 2_000


def schedule() -> None:
    """Make sure that the sweep is due again and again. Harmless when repeated."""
    run_every(SWEEP, "sweep", SWEEP_EVERY_S)


def sweep(task: Task) -> None:
    """Mark what its agent stopped seeing. After the platform itself was away this turn is left out: the agents could
    not report, and get until the next turn to do so."""
    if utc_now() - task.due_at > SUSPECTED_AFTER:
        return
    with acting_as(system_actor("生命周期")):
        mark_unseen()


@transaction.atomic
@occasion(Cause.LIFECYCLE)
def mark_unseen() -> int:
    """Bring the lifecycle of unseen items up to date; returns how many changed."""
    now = utc_now()
    late = Q(lifecycle=Item.Lifecycle.ACTIVE, last_seen_at__lte=now - SUSPECTED_AFTER)
    gone = Q(lifecycle=Item.Lifecycle.SUSPECTED, last_seen_at__lte=now - LOST_AFTER)
    rows = Item.objects.select_for_update(no_key=True).filter(late | gone, source=AGENT, manual_lifecycle=False)
    types = catalogue()
    items = list(rows.order_by("id")[:BATCH])
    for item in items:
        lost = item.last_seen_at is not None and item.last_seen_at <= now - LOST_AFTER
        state = Item.Lifecycle.LOST if lost else Item.Lifecycle.SUSPECTED
        amend(types, item, replace(state_of(item), lifecycle=state.value))
    return len(items)
