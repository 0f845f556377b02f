"""What is removed in time: files nobody submitted, removed and quarantined ones, contents without a row."""

import time
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from ...contracts import utc_now
from ...contracts.files import FilePolicy
from ...models import StoredFile
from ..context import acting_as, system_actor
from ..policies import policy
from . import places
from .changing import erase

CARE = system_actor("文件清理")
#: What was just taken in may not have its row yet; what is older has it, or nobody will come for it.
GRACE = timedelta(days=1)
#: So far back contents are compared with rows; what a crash left behind is found the day after.
LOOKED_BACK = 7


def forget_loose(limit: int) -> int:
    """Files that were uploaded and never submitted; what is in quarantine stays as long as whatever is there."""
    old = utc_now() - timedelta(hours=policy(FilePolicy).loose_hours)
    loose = StoredFile.objects.filter(target_id=None, uploaded_at__lt=old)
    return _erase(loose.exclude(state=StoredFile.State.QUARANTINED), limit)


def forget_removed(limit: int) -> int:
    """Files that people removed."""
    old = utc_now() - timedelta(days=policy(FilePolicy).removed_days)
    return _erase(StoredFile.objects.filter(state=StoredFile.State.REMOVED, removed_at__lt=old), limit)


def forget_quarantined(limit: int) -> int:
    """Files in quarantine."""
    old = utc_now() - timedelta(days=policy(FilePolicy).quarantine_days)
    return _erase(StoredFile.objects.filter(state=StoredFile.State.QUARANTINED, scanned_at__lt=old), limit)


def sweep() -> int:
    """Remove contents of the last days that no row speaks of, and what was left half taken in; returns how many."""
    removed = _sweep_incoming()
    yesterday = (utc_now() - GRACE).date()
    for back in range(1, LOOKED_BACK + 1):
        found = places.places_of(yesterday - timedelta(days=back))
        ids = {place: _id_in(place) for place in found}
        known = set(
            StoredFile.objects.filter(id__in=[each for each in ids.values() if each]).values_list("id", flat=True)
        )
        for place, file_id in ids.items():
            if file_id is not None and file_id not in known:
                places.discard(place)
                removed += 1
    return removed


def _sweep_incoming() -> int:
    old, removed = time.time() - GRACE.total_seconds(), 0
    for path in (places.folder() / places.INCOMING).glob("*"):
        # What is being taken in just now moves into its place meanwhile.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < old:
                path.unlink()
                removed += 1
    return removed


def _id_in(place: str) -> UUID | None:
    try:
        return UUID(place.rpartition("/")[2].removesuffix(places.THUMBNAIL))
    except ValueError:
        return None


@transaction.atomic
def _erase(rows: QuerySet[StoredFile], limit: int) -> int:
    with acting_as(CARE):
        chosen = list(rows.order_by("uploaded_at").select_for_update()[:limit])
        for file in chosen:
            erase(file)
    return len(chosen)
