"""Which changes belong together, and at which moment they happened.

A verb is one occasion: all it changes has one moment, so that no past moment shows half of it, and one batch, which can
be taken back as a whole. Moments are whole milliseconds, as the API tells them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tongyun.kernel.contracts import new_id, utc_now
from tongyun.kernel.facade import current_actor

from ..models import ChangeBatch, Item

Cause = ChangeBatch.Kind


@dataclass(frozen=True)
class Occasion:
    """What is going on. `at` is None in a long one whose steps have moments of their own."""

    batch: UUID
    kind: Cause
    note: str
    reverts: UUID | None
    at: datetime | None


_present: ContextVar[Occasion | None] = ContextVar("inventory_occasion", default=None)


@contextmanager
def occasion(
    kind: Cause = Cause.EDIT,
    note: str = "",
    *,
    reverts: UUID | None = None,
    steps: bool = False,
    batch: UUID | None = None,
) -> Iterator[Occasion]:
    """Everything recorded inside belongs together; an inner occasion joins the outer one, whatever its kind.

    With `steps` it may span several transactions (an import): each inner occasion then has a moment of its own. One
    whose work goes on in another process names its `batch`.
    """
    outer = _present.get()
    if outer is None:
        here = Occasion(batch or new_id(), kind, note[:300], reverts, None if steps else moment())
    else:
        here = outer if outer.at is not None or steps else replace(outer, at=moment())
    token = _present.set(here)
    try:
        yield here
    finally:
        _present.reset(token)


def moment() -> datetime:
    """The present moment in whole milliseconds."""
    now = utc_now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def moment_of(item: Item | None = None) -> datetime:
    """When what happens now happens, and to this item: never before what happened to it last, should the clock step
    back or another writer have held its row."""
    here = _present.get()
    now = (here.at if here else None) or moment()
    return now if item is None else max(now, item.updated_at)


def by_people() -> bool:
    """Whether what happens now is a person's word, who can be refused; machines and changed types cannot."""
    here = _present.get()
    return here is None or here.kind in (Cause.EDIT, Cause.IMPORT, Cause.REVERT)


def keep_batch(here: Occasion) -> None:
    """Make sure that the batch of an occasion is there, in the transaction of its change. It may be so already, or no
    longer since a savepoint was rolled back."""
    actor = current_actor()
    batch = ChangeBatch(
        id=here.batch,
        kind=here.kind,
        note=here.note,
        at=here.at or moment(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:100],
        reverts_id=here.reverts,
    )
    ChangeBatch.objects.bulk_create([batch], ignore_conflicts=True)
