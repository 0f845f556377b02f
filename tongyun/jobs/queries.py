"""Reads of jobs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from tongyun.kernel.contracts import Ref
from tongyun.kernel.facade import current_actor, reach_of, visible

from . import errors
from .contracts import RunView, TargetView
from .models import Run, RunOutput, RunTarget

READ = "job:read"


def seen_runs() -> QuerySet[Run]:
    """The runs that one asked for, or that have a target in the caller's scope."""
    reach, rows = reach_of(READ), Run.objects.select_related("template")
    if reach.everything:
        return rows
    own = Q(requested_by_kind="user", requested_by_id=current_actor().id) if reach.own else Q(pk__in=[])
    return rows.filter(own | Q(id__in=seen_targets().values("run")))


def seen_targets(permission: str = READ) -> QuerySet[RunTarget]:
    """The targets in the caller's scope."""
    return visible(RunTarget.objects.all(), permission, organisation="item__organisation_id")


def check_may_act(run_id: UUID) -> None:
    """Raise NotFound unless all targets of a run lie in the caller's scope of job:run, or the run is one's own."""
    reach = reach_of("job:run")
    if reach.everything:
        return
    own = Run.objects.filter(id=run_id, requested_by_kind="user", requested_by_id=current_actor().id)
    targets = RunTarget.objects.filter(run=run_id)
    inside = visible(targets, "job:run", organisation="item__organisation_id")
    if not (reach.own and own.exists()) and (not targets.exists() or inside.count() < targets.count()):
        raise errors.no_run()


def run_view(run_id: UUID) -> RunView:
    """A run with every attempt on every target and their output; raises NotFound."""
    run = Run.objects.select_related("template").filter(id=run_id).first()
    if run is None:
        raise errors.no_run()
    return view_of_run(run)


def runs_of(sources: Sequence[Ref]) -> dict[tuple[str, str], list[RunView]]:
    """Runs by (kind, id) of what asked for them, oldest first, without output."""
    if not sources:
        return {}
    wanted = Q()
    for source in sources:
        wanted |= Q(source_kind=source.kind, source_id=source.id)
    runs = list(Run.objects.select_related("template").filter(wanted).order_by("created_at", "id"))
    targets = targets_of(runs)
    found: dict[tuple[str, str], list[RunView]] = defaultdict(list)
    for run in runs:
        found[run.source_kind, run.source_id].append(_view(run, [_target(row, "") for row in targets[run.id]]))
    return dict(found)


def view_of_run(run: Run) -> RunView:
    """A run as other rooms see it, with its output."""
    targets = targets_of([run])[run.id]
    texts = outputs_of(targets)
    return _view(run, [_target(row, texts.get(row.id, "")) for row in targets])


def targets_of(runs: Iterable[Run]) -> dict[UUID, list[RunTarget]]:
    """All attempts of several runs, in the order they were made; one query."""
    found: dict[UUID, list[RunTarget]] = defaultdict(list)
    for target in RunTarget.objects.filter(run__in=list(runs)).order_by("attempt", "id"):
        found[target.run_id].append(target)
    return found


def outputs_of(targets: Iterable[RunTarget]) -> dict[UUID, str]:
    """The text each target has written so far; one query."""
    pieces: dict[UUID, list[bytes]] = defaultdict(list)
    for piece in RunOutput.objects.filter(target__in=list(targets)).order_by("target_id", "offset"):
        pieces[piece.target_id].append(bytes(piece.data))
    return {target: b"".join(parts).decode(errors="replace").replace("\x00", "�") for target, parts in pieces.items()}


def _view(run: Run, targets: list[TargetView]) -> RunView:
    return RunView(
        id=run.id,
        number=run.number,
        job=run.template.key,
        title=run.title,
        state=run.state,
        requested_by=run.requested_by_name,
        source=Ref(run.source_kind, run.source_id, run.source_label) if run.source_kind else None,
        parameters=run.parameters,
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        targets=tuple(targets),
    )


def _target(row: RunTarget, output: str) -> TargetView:
    return TargetView(
        id=row.id,
        item_id=row.item_id,
        state=row.state,
        attempt=row.attempt,
        exit_code=row.exit_code,
        error=row.error,
        output=output,
        truncated=row.truncated,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
