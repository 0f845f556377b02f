"""Working time as pure functions: the years people remember, and the properties that must always hold."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyun.kernel.contracts import Invalid
from tongyun.kernel.contracts.business_time import (
    CHINA,
    AroundTheClock,
    BusinessCalendar,
    Span,
    UnknownYearError,
    calendar_from,
)

OFFICE = {"week": {str(day): ["09:00-18:00"] for day in range(1, 6)}, "china": True}
NIGHTS = {"week": {str(day): ["22:00-30:00"] for day in range(1, 8)}, "china": False}
LUNCH = {"week": {str(day): ["09:00-12:00", "13:00-18:00"] for day in range(1, 6)}, "china": True}


def made(rules: dict) -> BusinessCalendar:
    calendar = calendar_from("own", "测试", 1, rules)
    assert isinstance(calendar, BusinessCalendar)
    return calendar


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("day", "kind", "worked"),
    [
        ("2026-09-30", "work", True),
        ("2026-10-01", "holiday", False),
        ("2026-10-07", "holiday", False),
        ("2026-10-08", "work", True),
        ("2026-10-10", "makeup", True),
        ("2026-10-11", "rest", False),
    ],
)
def test_public_holidays_and_make_up_days_are_known(day: str, kind: str, worked: bool) -> None:
    calendar = made(OFFICE)
    assert calendar.day(date.fromisoformat(day)).kind == kind
    assert calendar.is_working_day(date.fromisoformat(day)) is worked


def test_time_is_added_over_a_long_holiday() -> None:
    calendar = made(OFFICE)
    assert calendar.add(at("2026-09-30T17:00"), timedelta(hours=2)) == at("2026-10-08T10:00")
    assert calendar.between(at("2026-09-30T17:00"), at("2026-10-08T10:00")) == timedelta(hours=2)
    assert calendar.add(at("2026-09-26T10:00"), timedelta(hours=1)) == at("2026-09-28T10:00")


def test_ends_are_half_open() -> None:
    calendar = made(OFFICE)
    assert calendar.is_working(at("2026-11-20T09:00"))
    assert not calendar.is_working(at("2026-11-20T18:00"))
    assert calendar.add(at("2026-11-20T09:00"), timedelta(hours=9)) == at("2026-11-20T18:00")
    assert calendar.between(at("2026-11-20T18:00"), at("2026-11-23T09:00")) == timedelta()


def test_an_unknown_year_is_an_error_that_says_what_to_do() -> None:
    calendar = made(OFFICE)
    with pytest.raises(UnknownYearError, match="工作日历"):
        calendar.day(date(2190, 1, 4))
    with pytest.raises(UnknownYearError):
        calendar.add(at("2026-12-31T17:00"), timedelta(days=9000))
    own = made({**OFFICE, "years": {"2190": {"holidays": {"2190-01-01": "元旦"}, "workdays": {"2190-01-02": "元旦"}}}})
    assert [own.day(date(2190, 1, number)).kind for number in (1, 2, 4)] == ["holiday", "makeup", "work"]


def test_an_exception_is_stronger_than_everything() -> None:
    closed = {"2026-11-20": {"name": "停电", "shifts": []}, "2026-10-01": {"name": "重保", "shifts": ["00:00-24:00"]}}
    calendar = made({**OFFICE, "exceptions": closed})
    assert not calendar.is_working_day(date(2026, 11, 20))
    assert calendar.is_working(at("2026-10-01T03:00"))


def test_a_night_shift_runs_into_the_next_day() -> None:
    calendar = made(NIGHTS)
    assert calendar.open_spans(Span(at("2026-11-20T05:00"), at("2026-11-20T23:00"))) == [
        Span(at("2026-11-20T05:00").astimezone(UTC), at("2026-11-20T06:00").astimezone(UTC)),
        Span(at("2026-11-20T22:00").astimezone(UTC), at("2026-11-20T23:00").astimezone(UTC)),
    ]


@pytest.mark.parametrize(
    "rules",
    [
        {"week": {}},
        {"week": {"1": ["18:00-09:00"]}},
        {"week": {"1": ["09:00-12:00", "11:00-13:00"]}},
        {"week": {"1": ["morning"]}},
        {"week": {"1": ["00:00-48:01"]}},
    ],
)
def test_rules_that_make_no_sense_are_refused(rules: dict) -> None:
    with pytest.raises(Invalid):
        calendar_from("own", "测试", 1, rules)


CALENDARS = st.sampled_from([made(OFFICE), made(NIGHTS), made(LUNCH), AroundTheClock()])
MOMENTS = st.datetimes(datetime(2025, 1, 2), datetime(2026, 10, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
AMOUNTS = st.timedeltas(timedelta(), timedelta(days=9))


@given(CALENDARS, MOMENTS, AMOUNTS)
def test_what_was_added_lies_between(calendar, start: datetime, amount: timedelta) -> None:
    assert calendar.between(start, calendar.advance(start, amount)) == amount


@given(CALENDARS, st.lists(MOMENTS, min_size=3, max_size=3))
def test_working_time_is_additive(calendar, moments: list[datetime]) -> None:
    first, middle, last = sorted(moments)
    whole = calendar.between(first, last)
    assert calendar.between(first, middle) + calendar.between(middle, last) == whole
    assert timedelta() <= whole <= last - first


@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS)
def test_adding_twice_is_adding_once(calendar, start: datetime, one: timedelta, other: timedelta) -> None:
    if one and other:
        assert calendar.advance(calendar.advance(start, one), other) == calendar.advance(start, one + other)


@given(CALENDARS, MOMENTS, MOMENTS)
def test_spans_are_in_order_and_within(calendar, one: datetime, other: datetime) -> None:
    start, end = sorted([one, other])
    spans = calendar.open_spans(Span(start, end))
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(set(edges))
    assert all(start <= edge <= end for edge in edges)
