"""What the trail is at a glance."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from ..models import AuditAnchor, AuditArchive, AuditCheck, AuditHead


@dataclass(frozen=True)
class StreamView:
    """One chain and its ends."""

    stream: str
    seq: int
    digest: str
    archived: int
    anchored: int
    anchored_at: datetime | None


def stream_views() -> list[StreamView]:
    """All chains."""
    archived = dict(AuditArchive.objects.values_list("stream").annotate(last=Max("last_seq")))
    anchored = {
        stream: (seq, at)
        for stream, seq, at in AuditAnchor.objects.values_list("stream").annotate(seq=Max("seq"), at=Max("at"))
    }
    return [
        StreamView(
            head.stream, head.seq, head.digest, archived.get(head.stream, 0), *anchored.get(head.stream, (0, None))
        )
        for head in AuditHead.objects.order_by("stream")
    ]


def last_result() -> AuditCheck | None:
    """The newest walk that came to its end."""
    done = (AuditCheck.State.INTACT, AuditCheck.State.BROKEN)
    return AuditCheck.objects.filter(state__in=done).order_by("-finished_at").first()


def running_check() -> AuditCheck | None:
    """The walk that goes on now."""
    return AuditCheck.objects.filter(state=AuditCheck.State.RUNNING).order_by("-started_at").first()
