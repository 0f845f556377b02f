"""Rules over evidence: what one contract takes for one ticket.

Total: every combination of facts gives lines, none raises. Exactly at a limit is in time, any later is late.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from ..contracts import ClauseResult, FaultFacts, Line, LineKind, LineState, Moment
from .lateness import end_of_counted, late_days, next_day_starts
from .terms import Clause, DayCount, Days, Level, Rule, Terms
from .wording import length, moment, number

_DONE = {LineKind.RESPONSE: "响应", LineKind.SOLVE: "处理完成"}
_COUNT = {
    "started_day": "不足一日按一日计",
    "full_day_at_least_one": "只计满日，至少一日",
    "calendar_date_difference_at_least_one": "按日期差计，至少一日",
}


def assess(terms: Terms, facts: FaultFacts, now: datetime) -> tuple[ClauseResult, ...]:
    """Every clause that reads this kind of ticket, with its lines as they stand at `now`."""
    return tuple(
        ClauseResult(
            clause=clause.id,
            title=clause.title,
            wording=clause.wording,
            source=terms.source,
            uncovered=clause.uncovered,
            lines=_lines(terms, clause, facts, now),
        )
        for clause in terms.clauses
        if clause.kind == facts.kind
    )


def _lines(terms: Terms, clause: Clause, facts: FaultFacts, now: datetime) -> tuple[Line, ...]:
    level = terms.level(facts.kind, facts.level)
    if level is None:
        return ()
    return tuple(
        _line(terms, rule, level, rule.points[level.id], facts, now) for rule in clause.rules if level.id in rule.points
    )


def _line(terms: Terms, rule: Rule, level: Level, points: Decimal, facts: FaultFacts, now: datetime) -> Line:
    if rule.line is LineKind.OCCURRENCE:
        return _occurrence(level, points, facts)
    limit = _Limit(terms, rule, level, points, facts, now)
    until = limit.done.at if limit.done else now
    if limit.due is not None and limit.due < until:
        return limit.lost()
    return limit.kept() if limit.done else limit.open()


def _occurrence(level: Level, points: Decimal, facts: FaultFacts) -> Line:
    return Line(
        kind=LineKind.OCCURRENCE,
        points=points,
        state=LineState.DEDUCTED,
        at=facts.opened.at,
        reason=f"{level.title}出现一次，扣 {number(points)} 分。",
        records=(facts.opened.record,),
    )


@dataclass(frozen=True)
class _Limit:
    """One limit of time on one ticket: the answer or the solution, as a line in each of its states."""

    terms: Terms
    rule: Rule
    level: Level
    points: Decimal
    facts: FaultFacts
    now: datetime

    @property
    def done(self) -> Moment | None:
        """What ended the limit. Whoever solved has answered, at the latest with the solution."""
        facts = self.facts
        if self.rule.line is LineKind.SOLVE:
            return facts.solved
        if facts.answered is None or facts.solved is None:
            return facts.answered or facts.solved
        return min(facts.answered, facts.solved, key=lambda each: each.at)

    @property
    def start(self) -> Moment | None:
        """Where the clock starts (CD-R-clock): at the report, or at the answer."""
        if self.rule.starts == "from_report":
            return self.facts.opened
        return self.facts.answered or self.facts.solved

    @property
    def due(self) -> datetime | None:
        """The last moment in time; None while the clock has not started, or stands still."""
        if self.start is None:
            return None
        answer = self.rule.line is LineKind.RESPONSE
        limit = timedelta(seconds=self.level.response_s if answer else self.level.solve_s)
        stops = self.facts.answer_stops if answer else self.facts.solve_stops
        if self.rule.stops == "stops_counted":
            stops = ()
        return end_of_counted(self.start.at, limit, stops)

    def kept(self) -> Line:
        """Done in time."""
        due = f"{self._due_text}前{self._verb}，" if self.due else f"{self.level.title}的时限暂停期间{self._verb}，"
        reason = f"{due}实际于 {self._text(self._done_at)}，未逾期，不扣分。"
        return self._line(Decimal(0), LineState.SAFE, self.due, reason)

    def open(self) -> Line:
        """Not done, still in time; while the clock has not started or stands still nobody can say until when."""
        if self.due:
            due = f"{self._due_text}前{self._verb}"
        elif self.start:
            due = f"{self._verb}的时限暂停中，恢复后继续计时"
        else:
            due = f"{self._verb}的时限自响应时起算，尚未响应"
        reason = f"{due}，逾期将扣 {number(self._charge(1))} 分。"
        return self._line(self._charge(1), LineState.AT_RISK, self.due, reason)

    def lost(self) -> Line:
        """Done late, or not done and late already."""
        assert self.due is not None
        until = self.done.at if self.done else self.now
        days = late_days(self._count, self.due, until, self.terms.zone) if self._days else 1
        charge = self._charge(days)
        said = f"实际于 {self._text(until)}" if self.done else "至今未完成"
        reason = (
            f"{self._due_text}前{self._verb}，{said}，逾期 {length(until - self.due)}，扣 {self._sum_text(days)} 分。"
        )
        if self.done or not self._days:
            return self._line(charge, LineState.DEDUCTED, self.due, reason)
        following = next_day_starts(self._count, self.due, self.now, self.terms.zone)
        more = self._charge(days + 1) - charge
        return self._line(charge, LineState.DEDUCTED, self.due, reason, following, more)

    @property
    def _days(self) -> Days | None:
        days = self.rule.days
        return days if days and days.holds_for(self.level) else None

    @property
    def _count(self) -> DayCount:
        return self._days.count if self._days else "started_day"

    def _charge(self, days: int) -> Decimal:
        """Points for so many days late (CD-R-days-added)."""
        if self._days is None:
            return self.points
        return self.points * (days + 1 if self._days.use == "once_plus_days" else days)

    def _sum_text(self, days: int) -> str:
        total, once = number(self._charge(days)), number(self.points)
        if self._days is None:
            return total
        product = f"{once} × {days} 天 = {total}"
        if self._days.use == "once_plus_days":
            product = f"{once} + {product}"
        return f"{product}（{_COUNT[self._days.count]}）"

    @property
    def _verb(self) -> str:
        return _DONE[self.rule.line]

    @property
    def _done_at(self) -> datetime:
        return self.done.at if self.done else self.now

    @property
    def _due_text(self) -> str:
        assert self.due is not None
        return f"{self.level.title}应于 {self._text(self.due)} "

    def _text(self, at: datetime) -> str:
        return moment(at, self.terms.zone)

    def _line(
        self,
        points: Decimal,
        state: LineState,
        at: datetime | None,
        reason: str,
        next_at: datetime | None = None,
        next_points: Decimal = Decimal(0),
    ) -> Line:
        moments = [self.facts.opened, self.start, self.done]
        records = tuple(dict.fromkeys(each.record for each in moments if each))
        return Line(self.rule.line, points, state, at, reason, records, next_at, next_points)
