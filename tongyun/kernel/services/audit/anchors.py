"""Anchors: the ends of the streams, signed and kept outside the database as well.

Every ten minutes each stream that grew gets one: a row, a line in TONGYUN_DATA/audit/anchors.jsonl, and the same line
in the log and in TONGYUN_ANCHOR_DIR where one is set (another machine's or a write-once folder). A chain alone cannot
tell that its last links are gone together with its head; it contradicts its anchors then.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from ...contracts import utc_now
from ...models import AuditAnchor, AuditHead
from ...models.audit import hashed_moment
from . import signing

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Anchor:
    """A signed statement: at this moment the stream ended with this link."""

    stream: str
    seq: int
    digest: str
    at: str
    key: str
    signature: str

    @property
    def signed(self) -> bool:
        """Whether a key of this installation signed exactly this."""
        return signing.holds(_statement(self.stream, self.seq, self.digest, self.at), self.key, self.signature)


def anchor_all() -> list[Anchor]:
    """Sign the end of every stream that grew since its last anchor."""
    made = [_anchor(head) for head in AuditHead.objects.exclude(seq=0).order_by("stream")]
    fresh = [anchor for anchor in made if anchor is not None]
    for anchor in fresh:
        line = json.dumps(asdict(anchor), ensure_ascii=False)
        logger.info("audit anchor %s", line)
        for folder in _folders():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (folder / "anchors.jsonl").open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
    return fresh


def anchors_of(stream: str) -> list[Anchor]:
    """All anchors of a stream that are known from anywhere, in order."""
    rows = {_of_row(row) for row in AuditAnchor.objects.filter(stream=stream).iterator()}
    return sorted(rows | {anchor for anchor in _from_files() if anchor.stream == stream}, key=lambda each: each.seq)


def anchored_streams() -> set[str]:
    """Streams that were anchored once: they must still exist."""
    return {
        *AuditAnchor.objects.order_by().values_list("stream", flat=True).distinct(),
        *(anchor.stream for anchor in _from_files()),
    }


@transaction.atomic
def _anchor(head: AuditHead) -> Anchor | None:
    if AuditAnchor.objects.filter(stream=head.stream, seq=head.seq).exists():
        return None
    at = utc_now()
    key, signature = signing.sign(_statement(head.stream, head.seq, head.digest, hashed_moment(at)))
    row = AuditAnchor.objects.create(
        stream=head.stream, seq=head.seq, digest=head.digest, at=at, key=key, signature=signature
    )
    return _of_row(row)


def _of_row(row: AuditAnchor) -> Anchor:
    return Anchor(row.stream, row.seq, row.digest, hashed_moment(row.at), row.key, row.signature)


def _from_files() -> Iterator[Anchor]:
    for folder in _folders():
        path = folder / "anchors.jsonl"
        if path.is_file():
            with path.open(encoding="utf-8") as file:
                for line in file:
                    yield from _read(line)


def _read(line: str) -> Iterator[Anchor]:
    """One anchor; a line that was cut by a full disk says nothing."""
    try:
        yield Anchor(**json.loads(line))
    except (ValueError, TypeError):
        logger.warning("unreadable line in anchors.jsonl: %.80s", line)


def _folders() -> list[Path]:
    env = settings.TONGYUN
    return [folder for folder in (env.data / "audit", env.anchor_dir) if folder]


def _statement(stream: str, seq: int, digest: str, at: str) -> str:
    return f"tongyun audit anchor\n{stream}\n{seq}\n{digest}\n{at}"
