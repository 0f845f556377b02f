"""From deductions to a score, from that to F, from F to money (CD-A-03 to CD-A-05, CD-R-floor, CD-R-cent)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from .terms import Instalment, Terms

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Payment:
    """One instalment as it would be paid; `amount` is None until the F it depends on is known."""

    id: str
    percent: Decimal
    cycle: int | None
    amount: Decimal | None


def score_of(terms: Terms, deducted: Decimal) -> Decimal:
    """The score of a cycle in which so many points were taken."""
    score = terms.base - deducted
    return max(score, Decimal(0)) if terms.floor == "floor_zero" else score


def factor_of(terms: Terms, score: Decimal) -> Decimal:
    """F: the value of the highest tier that the score reaches."""
    for tier in terms.tiers:
        if tier.start is None or score >= tier.start:
            return score if tier.value is None else tier.value
    raise ValueError("tiers without a lowest one")  # refused by soundness, so never seen here


def payments(terms: Terms, factors: Mapping[int, Decimal]) -> tuple[Payment, ...] | None:
    """The instalments of the year, rounded to the cent; None when the contract's fee is not stated.

    `factors` holds F by number of the cycle. With `last_takes_rest` the last instalment is the rounded total
    of the year less the earlier ones, so no cent is made or lost by rounding.
    """
    if terms.annual_fee is None:
        return None
    exact = [_exact(terms.annual_fee, part, factors) for part in terms.instalments]
    amounts = [_cents(value) for value in exact]
    if terms.rounding == "last_takes_rest" and len(amounts) > 1:
        known = [value for value in exact if value is not None]
        earlier = [value for value in amounts[:-1] if value is not None]
        if len(known) == len(exact):
            amounts[-1] = (_cents(sum(known, Decimal(0))) or Decimal(0)) - sum(earlier, Decimal(0))
    return tuple(
        Payment(part.id, part.percent, part.cycle, amount)
        for part, amount in zip(terms.instalments, amounts, strict=True)
    )


def cycle_of(terms: Terms, at: datetime) -> int | None:
    """The number (from 1) of a moment's cycle; None outside the service year or while it has no start."""
    borders = cycle_borders(terms)
    for number, (start, end) in enumerate(borders, start=1):
        if start <= at < end:
            return number
    return None


def cycle_borders(terms: Terms) -> list[tuple[datetime, datetime]]:
    """Start and end (excluded) of each cycle, at midnight in the contract's zone."""
    start = terms.period.start
    if start is None:
        return []
    counts = range(terms.period.cycles + 1)
    days = [_months_later(start, terms.period.cycle_months * count) for count in counts]
    moments = [datetime(day.year, day.month, day.day, tzinfo=terms.zone) for day in days]
    return list(pairwise(moments))


def _months_later(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def _exact(fee: Decimal, part: Instalment, factors: Mapping[int, Decimal]) -> Decimal | None:
    share = fee * part.percent / HUNDRED
    if part.cycle is None:
        return share
    factor = factors.get(part.cycle)
    return None if factor is None else share * factor / HUNDRED


def _cents(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(CENT, ROUND_HALF_UP)
