"""What a transaction does last, right before it commits: neither Django nor its `on_commit` (which comes after) has it.

Rows that every transaction wants to lock (the ends of the audit chains) are locked here, all at once and in one order.
So no two transactions wait for each other in a circle, and each holds them for the length of a commit, not of its work.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Finish = Callable[[Sequence[Any]], None]


def put_off(item: Any, finish: Finish) -> None:
    """Let `finish` have this item, with all others of the transaction, before it commits; nothing after a rollback.

    What was put off inside a savepoint that is rolled back is forgotten. Raises RuntimeError outside a transaction.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("put_off() outside a transaction")
    if not isinstance(connection, WithLastThings):
        raise RuntimeError("ENGINE is not one of tongyun.kernel.database")
    connection.put_off(item, finish)


class WithLastThings(BaseDatabaseWrapper):
    """A connection that keeps what was put off until its outermost transaction ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._put_off: list[tuple[frozenset[str | None], Any, Finish]] = []

    def connect(self) -> None:
        """Open the connection. One that was closed inside a transaction leaves nothing to the next."""
        self._put_off = []
        super().connect()

    def put_off(self, item: Any, finish: Finish) -> None:
        """Keep an item for the end of this transaction."""
        self._put_off.append((frozenset(self.savepoint_ids), item, finish))
        self._finish_if_last()

    def commit(self) -> None:
        """Do the last things, then commit; when one of them fails, nothing is kept."""
        if self._put_off:
            self.in_atomic_block = True
            try:
                self._finish()
            except BaseException:
                self.in_atomic_block = False
                self.rollback()
                raise
            self.in_atomic_block = False
        super().commit()

    def savepoint_commit(self, sid: str) -> None:
        """Release a savepoint. The outermost block of our own stands in one where a test wraps itself around it."""
        self._finish_if_last()
        super().savepoint_commit(sid)

    def savepoint_rollback(self, sid: str) -> None:
        """Undo what came since a savepoint, also what it put off."""
        self._put_off = [kept for kept in self._put_off if sid not in kept[0]]
        super().savepoint_rollback(sid)

    def rollback(self) -> None:
        """Undo the transaction."""
        self._put_off = []
        super().rollback()

    def _finish_if_last(self) -> None:
        if self._put_off and all(getattr(block, "_from_testcase", False) for block in self.atomic_blocks):
            self._finish()

    def _finish(self) -> None:
        """Each kind of work gets its items in one call, in the order in which they came."""
        kept, self._put_off = self._put_off, []
        for finish in dict.fromkeys(finish for _, _, finish in kept):
            finish([item for _, item, own in kept if own is finish])
