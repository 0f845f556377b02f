"""What holds for every evidence: monotone, order-independent, same bytes, lines add up, limits are sharp."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tongyun.insight.contracts import FaultFacts, Line, LineKind, LineState
from tongyun.insight.engine.canon import canonical
from tongyun.insight.engine.lateness import DAY, late_days, next_day_starts
from tongyun.insight.engine.rules import assess
from tongyun.insight.engine.score import factor_of, payments, score_of
from tongyun.insight.engine.terms import DayCount, Terms, read_terms

from .conftest import CONTRACT, OPENED, fault

CONTENT = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
TICK = timedelta(microseconds=1)


def every_reading() -> list[Terms]:
    names = list(CONTENT["readings"])
    choices = [[choice["id"] for choice in CONTENT["readings"][name]["choices"]] for name in names]
    contracts = []
    for chosen in product(*choices):
        readings = {
            name: {**CONTENT["readings"][name], "chosen": choice} for name, choice in zip(names, chosen, strict=True)
        }
        contracts.append(read_terms({**CONTENT, "readings": readings}))
    return contracts


READINGS = every_reading()

terms_of = st.sampled_from(READINGS)
#: Offsets gather around the limits, where mistakes live.
limits = st.sampled_from([0, 360, 720, 1800, 3600, 7200, 14400, 90000])
offsets = st.builds(
    lambda base, days, tick: timedelta(seconds=base, days=days) + tick * TICK,
    limits,
    st.integers(0, 9),
    st.integers(0, 2_000_000),
)


@st.composite
def stops(draw: st.DrawFn) -> list[tuple[timedelta, timedelta | None]]:
    borders = sorted(draw(st.lists(offsets, max_size=6, unique=True)))
    pairs: list[tuple[timedelta, timedelta | None]] = list(zip(borders[::2], borders[1::2], strict=False))
    return [*pairs, (borders[-1], None)] if len(borders) % 2 else pairs


@st.composite
def faults(draw: st.DrawFn) -> FaultFacts:
    answered = draw(st.none() | offsets)
    solved = draw(st.none() | offsets)
    return fault(
        draw(st.none() | st.integers(1, 4)),
        answered,
        solved,
        draw(st.sampled_from(["incident", "security_incident"])),
        stops=draw(stops()),
    )


def lines_at(terms: Terms, facts: FaultFacts, at: datetime) -> dict[LineKind, Line]:
    return {line.kind: line for clause in assess(terms, facts, at) for line in clause.lines}


def total(terms: Terms, facts: FaultFacts, now: timedelta) -> Decimal:
    return sum((clause.deducted for clause in assess(terms, facts, OPENED + now)), Decimal(0))


@given(terms_of, faults(), offsets)
def test_never_raises_and_lines_add_up(terms: Terms, facts: FaultFacts, now: timedelta) -> None:
    for clause in assess(terms, facts, OPENED + now):
        lost = [line.points for line in clause.lines if line.state is LineState.DEDUCTED]
        risky = [line.points for line in clause.lines if line.state is LineState.AT_RISK]
        assert clause.deducted == sum(lost, Decimal(0))
        assert clause.at_risk == sum(risky, Decimal(0))
        assert all(line.points > 0 for line in clause.lines if line.state is not LineState.SAFE)
        assert all(line.points == 0 for line in clause.lines if line.state is LineState.SAFE)
        assert all(line.records and line.reason for line in clause.lines)
        assert len({line.kind for line in clause.lines}) == len(clause.lines)


@given(terms_of, faults(), offsets)
def test_recomputation_gives_the_same_bytes(terms: Terms, facts: FaultFacts, now: timedelta) -> None:
    again = assess(terms, facts, OPENED + now)
    assert canonical(assess(terms, facts, OPENED + now)) == canonical(again)


@given(terms_of, faults(), offsets, offsets)
def test_time_only_takes(terms: Terms, facts: FaultFacts, now: timedelta, more: timedelta) -> None:
    assert total(terms, facts, now) <= total(terms, facts, now + more)


@given(terms_of, st.integers(1, 3), offsets, offsets, offsets)
def test_solving_later_never_costs_less(
    terms: Terms, level: int, answered: timedelta, solved: timedelta, more: timedelta
) -> None:
    early, late = fault(level, answered, solved), fault(level, answered, solved + more)
    now = timedelta(days=400)
    assert total(terms, early, now) <= total(terms, late, now)


@given(terms_of, st.lists(faults(), max_size=6), faults(), offsets, st.randoms())
def test_more_faults_never_raise_the_score_and_order_does_not_matter(
    terms: Terms, some: list[FaultFacts], one: FaultFacts, now: timedelta, random: object
) -> None:
    def score(of: list[FaultFacts]) -> Decimal:
        return score_of(terms, sum((total(terms, facts, now) for facts in of), Decimal(0)))

    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score([*some, one]) <= score(some)
    assert score(shuffled) == score(some)
    assert factor_of(terms, score([*some, one])) <= factor_of(terms, score(some))


@given(terms_of, st.sampled_from(CONTENT["levels"]), st.sampled_from([LineKind.RESPONSE, LineKind.SOLVE]))
def test_a_limit_is_sharp(terms: Terms, row: dict[str, str], kind: LineKind) -> None:
    key = "response_hours" if kind is LineKind.RESPONSE else "solve_hours"
    limit = timedelta(hours=1) * float(Decimal(row[key]))
    assert limit / TICK == float(Decimal(row[key]) * 3_600_000_000)

    def line(after: timedelta) -> LineState:
        answered = after if kind is LineKind.RESPONSE else timedelta(0)
        facts = fault(row["number"], answered, after, row["kind"])  # type: ignore[arg-type]
        (clause,) = assess(terms, facts, OPENED + timedelta(days=400))
        return next(each.state for each in clause.lines if each.kind is kind)

    assert line(limit) is LineState.SAFE
    assert line(limit + TICK) is LineState.DEDUCTED
    assert line(limit + timedelta(seconds=1)) is LineState.DEDUCTED


@given(terms_of, faults(), offsets)
def test_what_is_at_risk_is_lost_right_after(terms: Terms, facts: FaultFacts, now: timedelta) -> None:
    for clause in assess(terms, facts, OPENED + now):
        for line in clause.lines:
            if line.state is not LineState.AT_RISK or line.at is None:
                continue
            until, after = (lines_at(terms, facts, line.at + tick) for tick in (0 * TICK, TICK))
            assert until[line.kind].state is LineState.AT_RISK
            assert after[line.kind].state is LineState.DEDUCTED
            assert after[line.kind].points == line.points


@given(terms_of, faults(), offsets)
def test_the_next_loss_comes_when_it_was_told(terms: Terms, facts: FaultFacts, now: timedelta) -> None:
    for clause in assess(terms, facts, OPENED + now):
        for line in clause.lines:
            if line.next_at is None:
                continue
            until, after = (lines_at(terms, facts, line.next_at + tick) for tick in (0 * TICK, TICK))
            assert until[line.kind].points == line.points
            assert after[line.kind].points == line.points + line.next_points


@given(st.sampled_from(get_args(DayCount)), offsets)
def test_days_late(count: DayCount, late: timedelta) -> None:
    zone = READINGS[0].zone
    days = late_days(count, OPENED, OPENED + late, zone)
    assert days == 0 if late == timedelta(0) else days >= 1
    assert days * DAY < late + 2 * DAY
    if late > timedelta(0):
        following = next_day_starts(count, OPENED, OPENED + late, zone)
        assert late_days(count, OPENED, following, zone) == days
        assert late_days(count, OPENED, following + TICK, zone) == days + 1


@pytest.mark.parametrize("rounding", ["last_takes_rest", "each_rounded_alone"])
@given(cents=st.integers(1, 10**10), points=st.lists(st.integers(0, 15000), min_size=2, max_size=2))
def test_payments_are_whole_cents_and_add_up(rounding: str, cents: int, points: list[int]) -> None:
    payment = {**CONTENT["payment"], "annual_fee": str(Decimal(cents) / 100), "rounding": rounding}
    terms = read_terms({**CONTENT, "payment": payment})
    scores = [score_of(terms, Decimal(lost) / 100) for lost in points]
    factors = {cycle: factor_of(terms, score) for cycle, score in enumerate(scores, start=1)}
    paid = payments(terms, factors)
    assert paid is not None
    amounts = [part.amount for part in paid if part.amount is not None]
    assert len(amounts) == 3
    fee = Decimal(cents) / 100
    exact = fee * 30 / 100 + fee * 40 * factors[1] / 10000 + fee * 30 * factors[2] / 10000
    assert all(amount == amount.quantize(Decimal("0.01")) for amount in amounts)
    roundings = 1 if rounding == "last_takes_rest" else 3
    assert abs(sum(amounts, Decimal(0)) - exact) <= Decimal("0.005") * roundings
    assert sum(amounts, Decimal(0)) <= fee + Decimal("0.015")
