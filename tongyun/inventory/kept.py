"""What is worked out from all rows of a small table, kept by each process until one of them changes."""

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db.models import Aggregate, Count, Max, Model

T = TypeVar("T")


class Kept(Generic[T]):
    """One small query tells whether what was worked out is still true: how many rows there are, when one last changed
    (`updated_at`), and what else is given to tell by."""

    def __init__(self, model: type[Model], work_out: Callable[[T | None], T], **told_by: Aggregate) -> None:
        """`work_out` is handed what it said before, if anything."""
        self._model = model
        self._work_out = work_out
        self._told_by = {"count": Count("pk"), "latest": Max("updated_at"), **told_by}
        self._known: tuple[dict[str, object], T] | None = None

    def present(self) -> T:
        """What the rows say now."""
        stamp = self._model._default_manager.aggregate(**self._told_by)
        known = self._known
        if known is None or known[0] != stamp:
            known = self._known = (stamp, self._work_out(known[1] if known else None))
        return known[1]
