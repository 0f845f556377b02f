"""A walk along all chains that a person or the clock asked for: its progress, position and outcome are one row.

The position is signed: an interrupted walk can be taken up again, and who can only write the database cannot move it
past a link that was changed.
"""

import json
import logging
import time
from collections.abc import Callable

from django.db import transaction

from ...contracts import Conflict, Ref, Task, utc_now
from ...models import AuditCheck
from ..context import current_actor
from ..work import register_handler, run_later
from . import signing
from .verifying import Start, Walk, begin, extent_of, go_on, newest_anchor, streams
from .walking import BrokenLink, Piece
from .writing import audit

logger = logging.getLogger(__name__)

CHECK_TASK = "kernel.audit_check"
#: A background walk lays itself down this often, well within the lease of its task.
SLICE_S = 15.0
KEPT_FINDINGS = 200

Report = Callable[[AuditCheck, str], None]


@transaction.atomic
def start_check(*, whole: bool) -> AuditCheck:
    """Make the row of a new walk. Raises Conflict while another one runs."""
    if AuditCheck.objects.filter(state=AuditCheck.State.RUNNING).exists():
        raise Conflict("check_running", "校验正在进行，请等它完成。")
    walks = [begin(stream, None if whole else newest_anchor(stream)) for stream in streams()]
    row = AuditCheck(whole=whole, by=current_actor().name)
    row.total = sum(extent_of(walk.stream, walk.reached).links for walk in walks)
    _put_down(row, walks)
    row.save(force_insert=True)
    audit("audit.check_started", Ref("audit", str(row.id), "审计链校验"), None, {"whole": whole})
    return row


def start_in_background(*, whole: bool) -> AuditCheck:
    """Begin a walk that a worker does."""
    with transaction.atomic():
        row = start_check(whole=whole)
        run_later(CHECK_TASK, utc_now(), {"check": str(row.id)}, key=str(row.id))
    return row


def interrupted_check() -> AuditCheck | None:
    """The walk that was begun and not ended."""
    return AuditCheck.objects.filter(state=AuditCheck.State.RUNNING).order_by("-started_at").first()


def abandon(row: AuditCheck) -> None:
    """End a walk without a result."""
    row.state, row.finished_at = AuditCheck.State.FAILED, utc_now()
    row.save()


def advance(
    row: AuditCheck,
    *,
    seconds: float = float("inf"),
    workers: int = 1,
    report: Report = lambda row, stream: None,
) -> bool:
    """Walk on for some time; True when all streams are done and the row says what was found.

    Raises:
        Conflict: the position was not signed by this installation; the walk must be started anew.
    """
    until = time.monotonic() + seconds
    walks = _taken_up(row)
    for walk in walks:

        def walked(piece: Piece, stream: str = walk.stream) -> None:
            row.checked += piece.last - piece.first + 1
            _put_down(row, walks)
            row.save()
            report(row, stream)

        if not walk.finished:
            go_on(walk, workers=workers, progress=walked, stop=lambda: time.monotonic() > until)
        if not walk.finished:
            return False
    _put_down(row, walks)
    _close(row)
    return True


def latest_checks(count: int) -> list[AuditCheck]:
    """The last walks, newest first."""
    return list(AuditCheck.objects.order_by("-started_at")[:count])


def _close(row: AuditCheck) -> None:
    row.state = AuditCheck.State.BROKEN if row.findings else AuditCheck.State.INTACT
    row.finished_at = utc_now()
    with transaction.atomic():
        row.save()
        after = {"state": str(row.state), "checked": row.checked, "findings": len(row.findings)}
        audit("audit.checked", Ref("audit", str(row.id), "审计链校验"), None, after)
    for link in row.findings:
        logger.error("audit chain %(stream)s link %(seq)d: %(reason)s", link)


def _put_down(row: AuditCheck, walks: list[Walk]) -> None:
    """Write the walks into the row, signed; what was found too."""
    row.findings = [vars(link) for walk in walks for link in walk.broken][:KEPT_FINDINGS]
    places = {walk.stream: [walk.origin, walk.reached.seq, walk.reached.digest, walk.finished] for walk in walks}
    row.position = json.dumps({"walks": places, "findings": row.findings}, ensure_ascii=False, sort_keys=True)
    row.key, row.signature = signing.sign(_statement(row))


def _taken_up(row: AuditCheck) -> list[Walk]:
    if not signing.holds(_statement(row), row.key, row.signature):
        abandon(row)
        raise Conflict("position", "校验进度的签名无效，可能被改动；请重新开始校验。")
    kept = json.loads(row.position)
    found = [BrokenLink(**link) for link in kept["findings"]]
    return [
        Walk(stream, origin, Start(seq, digest), finished, [link for link in found if link.stream == stream])
        for stream, (origin, seq, digest, finished) in kept["walks"].items()
    ]


def _statement(row: AuditCheck) -> str:
    return f"tongyun audit check\n{row.id}\n{row.position}"


def _run(task: Task) -> None:
    row = AuditCheck.objects.filter(id=task.payload["check"], state=AuditCheck.State.RUNNING).first()
    if row is not None and not advance(row, seconds=SLICE_S):
        # Another key: this task's own row is removed when it is done.
        run_later(CHECK_TASK, utc_now(), task.payload, key=f"{row.id}:{row.checked}")


def wire() -> None:
    """Register the background walk."""
    register_handler(CHECK_TASK, _run, transactional=False)
