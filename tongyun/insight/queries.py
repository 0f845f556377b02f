"""Reads of insight: a ticket's assessment, sealed or live, and what is at risk now."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, OuterRef, Subquery, Sum

from tongyun.kernel.contracts import Ref, utc_now
from tongyun.kernel.facade import may, reach_of
from tongyun.process.contracts import TicketView
from tongyun.process.facade import check_seen, open_tickets, ticket_view

from .contracts import (
    ClauseResult,
    ContractView,
    Line,
    LineKind,
    LineState,
    TicketAssessment,
)
from .engine.rules import assess
from .engine.score import Payment, cycle_borders, cycle_of, factor_of, payments, score_of
from .engine.terms import Terms, read_terms
from .errors import no_contract
from .evidence import facts_of, ticket_ref
from .models import AssessmentLine, Contract, SealedAssessment

READ = "assessment:read"


@dataclass(frozen=True)
class Money:
    """What the cycle of a ticket would pay as its score stands: provisional until the cycle is over."""

    cycle: int
    score: Decimal
    factor: Decimal
    annual_fee: Decimal
    instalments: tuple[Payment, ...]


@dataclass(frozen=True)
class Threat:
    """A loss that can still be avoided: `points` are gone after `at`; `lost` of the same line are gone already."""

    ticket: TicketView
    contract: ContractView
    clause: ClauseResult
    kind: LineKind
    points: Decimal
    lost: Decimal
    at: datetime | None
    reason: str


def contract_for(kind: str) -> tuple[Contract, Terms] | None:
    """The active contract that assesses this kind of ticket; packs keep it to one."""
    for contract in Contract.objects.filter(active=True).order_by("key"):
        terms = read_terms(contract.content)
        if kind in terms.kinds:
            return contract, terms
    return None


def assessment_of(ticket_id: UUID) -> TicketAssessment:
    """What the contract takes for a ticket: as sealed once it is closed, live until then. Raises NotFound."""
    check_seen(ticket_id, READ)
    ticket = ticket_view(ticket_id)
    if ticket.state == "closed":
        sealed = latest_sealed(ticket_id)
        if sealed is not None:
            return _as_sealed(ticket, sealed)
    found = contract_for(ticket.kind)
    if found is None:
        raise no_contract(ticket.kind)
    contract, terms = found
    clauses = assess(terms, facts_of(ticket), utc_now())
    return TicketAssessment(contract.view(), ticket_ref(ticket), ticket.opened_at, clauses)


def latest_sealed(ticket_id: UUID) -> SealedAssessment | None:
    """The version that counts."""
    rows = SealedAssessment.objects.select_related("contract").filter(ticket_id=ticket_id)
    return rows.order_by("-version").first()


def money_of(assessment: TicketAssessment) -> Money | None:
    """The money of the ticket's cycle as things stand; None when the contract states no fee or no first day,
    or when the caller does not see all that it is made of."""
    if not reach_of(READ).everything:
        return None  # the money is that of all tickets of the contract
    contract = Contract.objects.get(id=assessment.contract.id)
    terms = read_terms(contract.content)
    cycle = cycle_of(terms, assessment.opened_at)
    if terms.annual_fee is None or cycle is None:
        return None
    start, end = cycle_borders(terms)[cycle - 1]
    others = _deducted_between(contract.key, start, end, except_ticket=UUID(assessment.ticket.id))
    score = score_of(terms, others + assessment.deducted)
    factor = factor_of(terms, score)
    return Money(cycle, score, factor, terms.annual_fee, payments(terms, {cycle: factor}) or ())


def threats(now: datetime | None = None) -> list[Threat]:
    """Everything that open tickets can still lose, soonest first; what has no moment yet comes last."""
    now = now or utc_now()
    found: list[Threat] = []
    for contract in Contract.objects.filter(active=True).order_by("key"):
        terms = read_terms(contract.content)
        for kind in sorted(terms.kinds):
            for ticket in open_tickets(kind):
                if not may(READ, organisation=ticket.organisation_id, owner=ticket.assignee_id):
                    continue
                for clause in assess(terms, facts_of(ticket), now):
                    found.extend(_threats_of(ticket, contract.view(), clause))
    return sorted(found, key=lambda threat: (threat.at is None, threat.at or now, threat.ticket.number))


def _threats_of(ticket: TicketView, contract: ContractView, clause: ClauseResult) -> list[Threat]:
    threats_found: list[Threat] = []
    for line in clause.lines:
        if line.state is LineState.AT_RISK:
            points, lost, at = line.points, Decimal(0), line.at
        elif line.next_at is not None:
            points, lost, at = line.next_points, line.points, line.next_at
        else:
            continue
        threats_found.append(Threat(ticket, contract, clause, line.kind, points, lost, at, line.reason))
    return threats_found


def _deducted_between(key: str, start: datetime, end: datetime, except_ticket: UUID) -> Decimal:
    newest = (
        SealedAssessment.objects.filter(ticket_id=OuterRef("ticket_id"))
        .order_by()
        .values("ticket_id")
        .annotate(newest=Max("version"))
        .values("newest")
    )
    rows = SealedAssessment.objects.filter(contract__key=key, opened_at__gte=start, opened_at__lt=end)
    rows = rows.exclude(ticket_id=except_ticket).filter(version=Subquery(newest))
    return rows.aggregate(total=Sum("points"))["total"] or Decimal(0)


def _as_sealed(ticket: TicketView, sealed: SealedAssessment) -> TicketAssessment:
    terms = read_terms(sealed.contract.content)
    lines: dict[str, list[Line]] = {}
    for row in AssessmentLine.objects.filter(assessment=sealed).order_by("rank"):
        lines.setdefault(row.clause, []).append(_line(row))
    clauses = tuple(
        ClauseResult(
            clause=clause.id,
            title=clause.title,
            wording=clause.wording,
            source=terms.source,
            uncovered=clause.uncovered,
            lines=tuple(lines.get(clause.id, ())),
        )
        for clause in terms.clauses
        if clause.kind == ticket.kind
    )
    view = sealed.contract.view()
    return TicketAssessment(view, ticket_ref(ticket), sealed.opened_at, clauses, sealed.version)


def _line(row: AssessmentLine) -> Line:
    return Line(
        kind=LineKind(row.kind),
        points=row.points,
        state=LineState(row.state),
        at=row.at,
        reason=row.reason,
        records=tuple(Ref(**record) for record in row.records),
    )
