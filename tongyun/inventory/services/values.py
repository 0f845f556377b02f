"""Keep the indexed values of items in step with their attributes; several items at once cost as many queries as one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tongyun.kernel.facade import Rows

from ..computing import computed_values
from ..contracts import TypeView
from ..models import Item, ItemValue
from ..queries import CHUNK

MAX_TEXT = 200
ROWS = Rows(ItemValue, "item", "name", "text", "number")

Row = tuple[str, str, float | None]


def keep_values(pairs: Sequence[tuple[Item, TypeView]], *, fresh: bool = False) -> None:
    """Make the indexed values of these items those of their present attributes. `fresh` items have none yet."""
    wanted = {item.id: rows_of(view, item.attributes) for item, view in pairs}
    gone: list[UUID] = []
    missing: list[tuple[UUID, str, str, float | None]] = []
    present = {} if fresh else _present(list(wanted))
    for item_id, rows in wanted.items():
        held = present.get(item_id, {})
        gone.extend(row_id for row, row_id in held.items() if row not in rows)
        missing.extend((item_id, name, text, number) for name, text, number in rows if (name, text, number) not in held)
    for start in range(0, len(gone), CHUNK):
        ItemValue.objects.filter(id__in=gone[start : start + CHUNK]).delete()
    ROWS.add(missing)


def rows_of(view: TypeView, attributes: Mapping[str, Any]) -> set[Row]:
    """The rows that the attributes of an item of this type make."""
    if not view.indexed:
        return set()
    values = attributes
    if view.computed.keys() & view.indexed.keys():
        values = {**attributes, **computed_values(view, attributes)}
    found: set[Row] = set()
    for name, kind in view.indexed.items():
        if name in values:
            found.update(_rows(name, kind, _entries(values[name])))
    return found


def text_of(kind: str, value: Any) -> str:
    """A value as its row has it."""
    if type(value) is str and kind != "moment":
        return " ".join(value.split()).casefold()[:MAX_TEXT]
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "moment":
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            return str(value)[:MAX_TEXT]
        return moment.astimezone(UTC).isoformat(timespec="seconds") if moment.tzinfo else moment.isoformat()
    return " ".join(str(value).split()).casefold()[:MAX_TEXT]


def _entries(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _rows(name: str, kind: str, entries: Iterable[Any]) -> Iterable[Row]:
    for entry in entries:
        if entry is None or isinstance(entry, dict | list):
            continue
        number = float(entry) if kind == "number" and not isinstance(entry, bool | str) else None
        yield name, text_of(kind, entry), number


def _present(ids: list[UUID]) -> dict[UUID, dict[Row, UUID]]:
    found: dict[UUID, dict[Row, UUID]] = {}
    for start in range(0, len(ids), CHUNK):
        rows = ItemValue.objects.filter(item_id__in=ids[start : start + CHUNK])
        for row_id, item_id, name, text, number in rows.values_list("id", "item_id", "name", "text", "number"):
            found.setdefault(item_id, {})[(name, text, number)] = row_id
    return found
