"""Rotate the keys: a new key seals from now on, and everything sealed before is sealed again in batches.

Each batch is one transaction, each row is replaced only if it still holds what was read. Killed anywhere, every row is
sealed with one key of the ring, and the next call goes on where the last one ended.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from ...contracts import Actor, Ref
from ...models.sealed import SealedField
from ..audit import audit
from .envelope import Unsealable, key_of, seal, sealed_now, unseal
from .ring import key_ring

BATCH = 500


@dataclass(frozen=True)
class SealedColumn:
    """A column that holds sealed texts."""

    model: type[Model]
    name: str
    purpose: str

    @property
    def label(self) -> str:
        """`kernel.Totp.secret`."""
        return f"{self.model._meta.label}.{self.name}"


@dataclass(frozen=True)
class Progress:
    """What became of one batch."""

    column: SealedColumn
    resealed: int
    unreadable: int


def sealed_columns() -> list[SealedColumn]:
    """Every sealed column of every room."""
    return [
        SealedColumn(model, field.attname, field.purpose)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    ]


def in_use() -> Counter[str]:
    """How many values each key has sealed."""
    return Counter(key_of(value) for column in sealed_columns() for value in _values(column))


def outdated() -> int:
    """How many values that the ring can open are not sealed with the current key and algorithm."""
    ring = {key.id for key in key_ring().files()}
    values = (value for column in sealed_columns() for value in _values(column))
    return sum(key_of(value) in ring and not sealed_now(value) for value in values)


def begin_rotation(actor: Actor, *, new_key: bool = False) -> tuple[str, bool]:
    """The key to seal everything with, and whether it was made now: an unfinished rotation is finished first.

    `new_key` makes one in any case: where a damaged value cannot be sealed again, no rotation would ever be finished.
    """
    if not new_key and outdated():
        return key_ring().current()[0], False
    key_id = key_ring().add()
    with transaction.atomic():
        audit("key.rotated", Ref("key", key_id, key_id), actor=actor)
    return key_id, True


def reseal(batch: int = BATCH) -> Iterator[Progress]:
    """Seal everything with the current key, one batch a step."""
    for column in sealed_columns():
        rows = column.model._default_manager.exclude(**{column.name: ""}).order_by("pk")
        last: Any = None
        while True:
            after = rows if last is None else rows.filter(pk__gt=last)
            found = list(after.values_list("pk", column.name)[:batch])
            if not found:
                break
            last = found[-1][0]
            yield _reseal(column, found)


def _reseal(column: SealedColumn, rows: list[tuple[Any, str]]) -> Progress:
    resealed = unreadable = 0
    with transaction.atomic():
        for key, value in rows:
            if sealed_now(value):
                continue
            try:
                fresh = seal(unseal(value, column.purpose), column.purpose)
            except Unsealable:
                unreadable += 1
                continue
            # A row that somebody has just written anew keeps what they wrote: it is sealed with the current key.
            same = column.model._default_manager.filter(pk=key, **{column.name: value})
            resealed += same.update(**{column.name: fresh})
    return Progress(column, resealed, unreadable)


def _values(column: SealedColumn) -> Iterator[str]:
    rows = column.model._default_manager.exclude(**{column.name: ""})
    return rows.values_list(column.name, flat=True).iterator(chunk_size=2000)
