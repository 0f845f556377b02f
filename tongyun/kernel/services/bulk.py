"""One action on many rows: each succeeds or is refused for itself."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from ..contracts import FieldError, Invalid, Problem
from ..contracts.bulk import RowResult
from .uniqueness import duplicate

MAX_ROWS = 500


def bulk(ids: Iterable[UUID], act: Callable[[UUID], object], *, limit: int = MAX_ROWS) -> list[RowResult]:
    """Act on each row once, in a transaction of its own; a row that is refused says why and holds up no other."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > limit:
        detail = f"一次最多处理 {limit} 条。"
        raise Invalid("too_many_rows", detail, [FieldError("/ids", detail)])
    return [_result(row, act) for row in wanted]


def _result(row: UUID, act: Callable[[UUID], object]) -> RowResult:
    try:
        with transaction.atomic():
            act(row)
    except Problem as problem:
        return RowResult(row, problem.code, problem.detail)
    except IntegrityError as error:
        if (conflict := duplicate(error)) is None:
            raise
        return RowResult(row, conflict.code, conflict.detail)
    return RowResult(row)
