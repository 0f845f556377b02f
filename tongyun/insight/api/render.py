"""From the room's types to the shapes of its API."""

from decimal import Decimal
from typing import Any

from tongyun.kernel.contracts import Ref

from ..contracts import ClauseResult, Line, TicketAssessment
from ..engine.wording import number
from ..queries import Money, Threat


def assessment(found: TicketAssessment, money: Money | None) -> dict[str, Any]:
    """The answer about one ticket."""
    return {
        "contract": vars(found.contract),
        "clauses": [_clause(clause, found.ticket) for clause in found.clauses],
        "points_deducted": number(found.deducted),
        "points_at_risk": number(found.at_risk),
        "sealed_version": found.sealed_version,
        "money": money and _money(money),
    }


def threats(found: list[Threat], limit: int) -> dict[str, Any]:
    """The list of what can still be lost."""
    return {
        "items": [_threat(threat) for threat in found[:limit]],
        "total": len(found),
        "points": number(sum((threat.points for threat in found), Decimal(0))),
    }


def _clause(clause: ClauseResult, ticket: Ref) -> dict[str, Any]:
    return {
        "id": clause.clause,
        "title": clause.title,
        "text": clause.wording,
        "source": clause.source,
        "uncovered": clause.uncovered,
        "lines": [_line(line, ticket) for line in clause.lines],
        "points": number(clause.deducted),
    }


def _line(line: Line, ticket: Ref) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "points": number(line.points),
        "state": line.state,
        "at": line.at,
        "reason": line.reason,
        "records": [{**vars(record), "href": _href(record, ticket)} for record in line.records],
        "next_at": line.next_at,
        "next_points": number(line.next_points),
    }


def _href(record: Ref, ticket: Ref) -> str:
    """The record's page: the ticket, or the line of its log."""
    return f"/tickets/{ticket.id}" if record.kind == "ticket" else f"/tickets/{ticket.id}#event-{record.id}"


def _money(money: Money) -> dict[str, Any]:
    return {
        "cycle": money.cycle,
        "score": number(money.score),
        "f": number(money.factor),
        "annual_fee": number(money.annual_fee),
        "instalments": [
            {
                "id": part.id,
                "percent": number(part.percent),
                "cycle": part.cycle,
                "amount": None if part.amount is None else f"{part.amount:f}",
            }
            for part in money.instalments
        ],
    }


def _threat(threat: Threat) -> dict[str, Any]:
    ticket = threat.ticket
    return {
        "ticket": {
            "id": ticket.id,
            "number": ticket.number,
            "title": ticket.title,
            "level": ticket.level,
            "level_title": ticket.level_title,
            "href": f"/tickets/{ticket.id}",
        },
        "contract": vars(threat.contract),
        "clause": {"id": threat.clause.clause, "title": threat.clause.title},
        "kind": threat.kind,
        "points": number(threat.points),
        "lost": number(threat.lost),
        "at": threat.at,
        "reason": threat.reason,
    }
