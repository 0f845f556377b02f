"""Numbers people read aloud."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from ..contracts import utc_now
from ..models import Sequence


@transaction.atomic
def next_number(prefix: str, at: datetime | None = None) -> str:
    """The next number of the day, without gaps inside committed work: `INC-20261121-0001` (day in China)."""
    day = (at or utc_now()).astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%Y%m%d")
    name = f"{prefix}-{day}"
    Sequence.objects.get_or_create(name=name)
    row = Sequence.objects.select_for_update().get(name=name)
    row.value += 1
    row.save()
    return f"{name}-{row.value:04d}"
