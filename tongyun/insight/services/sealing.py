"""Seal what a contract takes for a ticket when it closes: evidence, lines and digests, once and for ever."""

from uuid import UUID

from tongyun.kernel.contracts import Message, Ref
from tongyun.kernel.facade import audit, subscribe
from tongyun.process.contracts import TICKET_CLOSED
from tongyun.process.facade import ticket_view

from ..contracts import ClauseResult, FaultFacts
from ..engine.canon import digest, plain
from ..engine.rules import assess
from ..evidence import facts_of
from ..models import AssessmentLine, Contract, SealedAssessment
from ..queries import contract_for, latest_sealed

SEALS_CLOSED_TICKETS = "insight.seal"


def seal_closed(message: Message) -> None:
    """Hear that a ticket closed. Told twice, or told after it was reopened, this changes nothing."""
    seal(UUID(str(message.payload["ticket_id"])))


def seal(ticket_id: UUID) -> SealedAssessment | None:
    """Seal a closed ticket under the contract in force; returns the version that counts, None where none applies.

    Must run in a transaction. The same evidence under the same rules is sealed once; anything else adds a version.
    """
    ticket = ticket_view(ticket_id)
    found = contract_for(ticket.kind)
    if ticket.state != "closed" or ticket.closed_at is None or found is None:
        return latest_sealed(ticket_id)
    contract, terms = found
    facts = facts_of(ticket)
    evidence = digest(facts)
    last = latest_sealed(ticket_id)
    if last is not None and last.evidence_digest == evidence and last.contract.digest == contract.digest:
        return last
    clauses = assess(terms, facts, ticket.closed_at)
    sealed = _store(contract, ticket_id, facts, clauses, version=last.version + 1 if last else 1)
    audit(
        "assessment.sealed",
        Ref("ticket", str(ticket.id), ticket.number),
        {"version": last.version, "points": str(last.points), "evidence": last.evidence_digest} if last else None,
        {"version": sealed.version, "points": str(sealed.points), "evidence": evidence, "rules": contract.digest},
    )
    return sealed


def wire() -> None:
    """Hear of closed tickets."""
    subscribe(TICKET_CLOSED, SEALS_CLOSED_TICKETS, seal_closed)


def _store(
    contract: Contract, ticket_id: UUID, facts: FaultFacts, clauses: tuple[ClauseResult, ...], version: int
) -> SealedAssessment:
    sealed = SealedAssessment.objects.create(
        contract=contract,
        ticket_id=ticket_id,
        version=version,
        opened_at=facts.opened.at,
        evidence=plain(facts),
        evidence_digest=digest(facts),
        result_digest=digest(clauses),
        points=sum(clause.deducted for clause in clauses),
    )
    lines = [(clause.clause, line) for clause in clauses for line in clause.lines]
    AssessmentLine.objects.bulk_create(
        AssessmentLine(
            assessment=sealed,
            rank=rank,
            clause=clause,
            kind=line.kind,
            state=line.state,
            points=line.points,
            at=line.at,
            reason=line.reason,
            records=plain(line.records),
        )
        for rank, (clause, line) in enumerate(lines)
    )
    return sealed
