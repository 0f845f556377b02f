"""Evidence from tickets: what process knows about a ticket, as rules see it."""

from datetime import datetime

from tongyun.kernel.contracts import Ref
from tongyun.process.contracts import Clock, ClockState, TicketView

from .contracts import FaultFacts, Moment, Stop

#: Keys of the two clocks that a contract asks about.
RESPONSE, SOLVE = "response", "solve"


def ticket_ref(ticket: TicketView) -> Ref:
    """The ticket as a record to point at."""
    return Ref("ticket", str(ticket.id), ticket.number)


def facts_of(ticket: TicketView) -> FaultFacts:
    """The evidence of one ticket.

    Answer and solution are where its clocks were met; a closed ticket without them counts as answered and solved when
    it closed, because nothing can be done later. A moment before the opening (a log imported with a wrong clock)
    counts as the opening: nobody answers before being asked.
    """
    response, solve = ticket.clock(RESPONSE), ticket.clock(SOLVE)
    end = ticket.resolved_at or ticket.closed_at if ticket.state != "open" else None
    return FaultFacts(
        ticket=ticket_ref(ticket),
        kind=ticket.kind,
        level=ticket.level,
        opened=Moment(ticket.opened_at, ticket_ref(ticket)),
        answered=_moment(ticket, response.met_at if response else None),
        solved=_moment(ticket, (solve.met_at if solve else None) or end),
        answer_stops=_stops(response),
        solve_stops=_stops(solve),
    )


def _moment(ticket: TicketView, at: datetime | None) -> Moment | None:
    if at is None:
        return None
    line = next((event for event in ticket.events if event.at == at), None)
    record = Ref("ticket_event", str(line.id), line.text or line.kind) if line else ticket_ref(ticket)
    return Moment(max(at, ticket.opened_at), record)


def _stops(clock: Clock | None) -> tuple[Stop, ...]:
    """Parts of the clock's life that it did not count; the last one lasts while the clock is paused."""
    if clock is None:
        return ()
    stops = [Stop(part.start, part.end, part.reason) for part in clock.intervals if not part.counted]
    if stops and clock.state is ClockState.PAUSED:
        stops[-1] = Stop(stops[-1].start, None, stops[-1].reason)
    return tuple(stops)
