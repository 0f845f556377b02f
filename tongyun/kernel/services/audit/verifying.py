"""Find every link that was changed, removed, inserted or put elsewhere: range by range, in bounded memory.

Ranges are independent, so several processes can walk them; what a range cannot know (whether it follows the one before
it, whether the stream ends where it must) is decided here, in order.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field

from django.db import connections
from django.db.models import Max, Min

from ...models import AuditArchive, AuditHead, AuditRecord
from . import archives
from .anchors import Anchor, anchored_streams, anchors_of
from .standalone import UNLINKED, UNSIGNED
from .walking import MAX_FINDINGS, BrokenLink, Piece, walk

RANGE = 50_000
TAIL = "末尾记录被删除或链头被改动"
BEYOND = "链头之后多出记录"
BEFORE = "链首之前多出记录"
ANCHOR = "与签名锚点不符"
#: No digest: a stream whose head is missing ends nowhere.
HEADLESS = "-"

#: Called with each piece that was walked.
Progress = Callable[[Piece], None]


@dataclass(frozen=True)
class Start:
    """Where a walk begins: behind a link that is known to be right."""

    seq: int
    digest: str


@dataclass(frozen=True)
class Extent:
    """What of a stream is to be walked: the links behind `start`, to the head as it is now."""

    stream: str
    start: Start
    end: int
    head_digest: str

    @property
    def links(self) -> int:
        """How many links there should be."""
        return max(self.end - self.start.seq, 0)


@dataclass
class Walk:
    """A walk along one stream: where it began, how far it is, what it found; it can be laid down and taken up again."""

    stream: str
    origin: int
    reached: Start
    finished: bool = False
    broken: list[BrokenLink] = field(default_factory=list)


def begin(stream: str, start: Start | None = None) -> Walk:
    """A walk from a link known to be right, such as an anchor's; without one from the first, archives included."""
    if start is not None:
        return Walk(stream, start.seq, start)
    return Walk(stream, 0, Start(*archives.end_of(stream)))


def go_on(
    walk: Walk, *, workers: int = 1, progress: Progress = lambda piece: None, stop: Callable[[], bool] = lambda: False
) -> None:
    """Walk on to the end of the stream, or until told to stop.

    Others may go on writing: what comes behind the head as it is at the beginning belongs to the next walk.

    Args:
        walk: which one; what is found is added to it, up to MAX_FINDINGS.
        workers: processes; more than one only where no transaction and no other thread is open in this process.
        progress: called with each range just checked.
        stop: asked after each range; the walk is laid down when it says so.
    """
    if walk.origin == 0 and walk.reached.seq == archives.end_of(walk.stream)[0]:
        walk.broken += archives.broken_archives(walk.stream)
    extent = extent_of(walk.stream, walk.reached)
    for piece in _pieces(extent, workers):
        walk.broken += piece.broken
        # A first link that is missing was told already.
        if piece.rows and piece.first_previous != walk.reached.digest and not _starts_late(piece):
            walk.broken.append(BrokenLink(walk.stream, piece.first, UNLINKED))
        walk.reached = Start(piece.last, piece.last_digest)
        progress(piece)
        if len(walk.broken) >= MAX_FINDINGS:
            break
        if piece.last < extent.end and stop():
            return
    else:
        if walk.reached.digest != extent.head_digest:
            walk.broken.append(BrokenLink(walk.stream, walk.reached.seq, TAIL))
        walk.broken += [*_outside(walk.stream), *_against_anchors(walk.stream, walk.origin)]
    walk.finished = True


def verify(stream: str, *, start: Start | None = None, workers: int = 1) -> list[BrokenLink]:
    """Everything in a stream that does not hold, at most MAX_FINDINGS of it."""
    walk = begin(stream, start)
    go_on(walk, workers=workers)
    return walk.broken[:MAX_FINDINGS]


def verify_all() -> list[BrokenLink]:
    """What does not hold anywhere."""
    return [link for stream in streams() for link in verify(stream)]


def streams() -> list[str]:
    """All streams, also one whose head, or whose every row, was removed."""
    heads = AuditHead.objects.values_list("stream", flat=True)
    rows = AuditRecord.objects.order_by().values_list("stream", flat=True).distinct()
    return sorted({*heads, *rows, *anchored_streams(), *AuditArchive.objects.values_list("stream", flat=True)})


def extent_of(stream: str, start: Start) -> Extent:
    """What there is to walk now, behind a link."""
    head = AuditHead.objects.filter(stream=stream).first()
    if head is None:
        top = AuditRecord.objects.filter(stream=stream).aggregate(top=Max("seq"))["top"] or 0
        return Extent(stream, start, top, HEADLESS)
    return Extent(stream, start, head.seq, head.digest)


def newest_anchor(stream: str) -> Start | None:
    """The last end of a stream that was signed, to go on from."""
    signed: Iterator[Anchor] = (anchor for anchor in reversed(anchors_of(stream)) if anchor.signed)
    anchor = next(signed, None)
    return Start(anchor.seq, anchor.digest) if anchor else None


def _starts_late(piece: Piece) -> bool:
    return bool(piece.broken) and piece.broken[0].seq == piece.first


def _pieces(extent: Extent, workers: int) -> Iterator[Piece]:
    ranges = (
        (first, min(first + RANGE - 1, extent.end)) for first in range(extent.start.seq + 1, extent.end + 1, RANGE)
    )
    if workers == 1:
        yield from (walk(extent.stream, first, last) for first, last in ranges)
        return
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting: deque[Future[Piece]] = deque()
        for first, last in ranges:
            waiting.append(pool.submit(walk, extent.stream, first, last))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _outside(stream: str) -> Iterator[BrokenLink]:
    """Rows before the first and behind the last link."""
    ends = AuditRecord.objects.filter(stream=stream).aggregate(low=Min("seq"), high=Max("seq"))
    head = AuditHead.objects.filter(stream=stream).first()
    if ends["high"] is not None and head is not None and ends["high"] > head.seq:
        yield BrokenLink(stream, ends["high"], BEYOND)
    if ends["low"] is not None and ends["low"] <= archives.end_of(stream)[0]:
        yield BrokenLink(stream, ends["low"], BEFORE)


def _against_anchors(stream: str, origin: int) -> Iterator[BrokenLink]:
    """Every anchor must be signed and meet its link; one behind the end means that the tail is gone."""
    first = max(archives.end_of(stream)[0] + 1, origin)
    anchors = [anchor for anchor in anchors_of(stream) if anchor.seq >= first]
    for at in range(0, len(anchors), 500):
        some = anchors[at : at + 500]
        links = AuditRecord.objects.filter(stream=stream, seq__in={anchor.seq for anchor in some})
        digests = dict(links.values_list("seq", "digest"))
        for anchor in some:
            if not anchor.signed:
                yield BrokenLink(stream, anchor.seq, f"锚点{UNSIGNED}")
            elif digests.get(anchor.seq) != anchor.digest:
                yield BrokenLink(stream, anchor.seq, ANCHOR)
