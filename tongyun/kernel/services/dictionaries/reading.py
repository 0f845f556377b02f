"""Read dictionaries: kept by each process until their version says that they changed."""

from datetime import datetime

from ...contracts.dictionaries import DictionaryEntry, DictionaryView
from ...models import Dictionary
from ...models import DictionaryEntry as EntryRow
from ..context import memo

_known: dict[str, tuple[tuple[int, datetime], DictionaryView]] = {}


def dictionary(key: str) -> DictionaryView | None:
    """A dictionary as it is now, retired ones too; one small query when nothing changed. None when there is none."""
    row = Dictionary.objects.filter(key=key).first()
    if row is None:
        return None
    stamp = (row.version, row.updated_at)
    known = _known.get(key)
    if known is None or known[0] != stamp:
        known = _known[key] = (stamp, _read(row))
    return known[1]


def same_dictionary(key: str) -> DictionaryView | None:
    """A dictionary as this request saw it first: a hundred values of a bulk write ask for it once."""
    looked_at = _looked_at()
    if key not in looked_at:
        looked_at[key] = dictionary(key)
    return looked_at[key]


def forget_dictionary(key: str) -> None:
    """This request changed it, and reads it anew."""
    _looked_at().pop(key, None)


def _looked_at() -> dict[str, DictionaryView | None]:
    """What this request looked at; outside of one nothing is kept."""
    kept = memo()
    found: dict[str, DictionaryView | None] = {} if kept is None else kept.setdefault("dictionaries", {})
    return found


def _read(row: Dictionary) -> DictionaryView:
    entries = EntryRow.objects.filter(dictionary=row).select_related("parent").order_by("place", "code")
    return DictionaryView(
        row.key,
        row.title,
        row.title_en or row.title,
        row.retired,
        {
            entry.code: DictionaryEntry(
                entry.code,
                entry.title,
                entry.title_en,
                entry.parent.code if entry.parent else None,
                entry.enabled,
                entry.valid_from,
                entry.valid_to,
            )
            for entry in entries
        },
    )
