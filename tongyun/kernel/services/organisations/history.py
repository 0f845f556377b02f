"""What a unit was, kept for "as of"."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ...contracts import utc_now
from ...models import Organisation, OrganisationVersion
from ..context import current_actor


def state_of(row: Organisation) -> dict[str, Any]:
    """Every field of a unit, as history and audit keep it."""
    return {
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "kind": row.kind,
        "division_level": row.division_level,
        "division_code": row.division_code,
        "uscc": row.uscc,
        "duties": row.duties,
        "contacts": row.contacts,
        "parent": str(row.parent_id) if row.parent_id else None,
        "position": row.position,
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "merged_into": str(row.merged_into_id) if row.merged_into_id else None,
    }


def remember(rows: Iterable[Organisation], change: str, reason: str = "", at: datetime | None = None) -> None:
    """End the present version of each unit and begin the one it has now. Two queries, however many units."""
    units, now, actor = list(rows), at or utc_now(), current_actor()
    ids = [row.id for row in units]
    OrganisationVersion.objects.filter(organisation_id__in=ids, until=None).update(until=now)
    OrganisationVersion.objects.bulk_create(
        [
            OrganisationVersion(
                organisation=row,
                since=now,
                change=change,
                reason=reason[:300],
                actor_name=actor.name[:100],
                name=row.name,
                state=state_of(row),
            )
            for row in units
        ],
        batch_size=500,
    )
