"""Evaluate the rules of a group, again and again.

The store is asked outside any transaction. Most turns change nothing, and then nothing is written: two queries and one
look a rule is all. When something did change, the change is worked out once more inside the transaction, on the rows as
they are under the lock, so that two workers with the same group in hand never do the same thing twice.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from tongyun.kernel.contracts import Task, utc_now
from tongyun.telemetry import facade as telemetry

from ..models import Rule
from . import condition, ledger, rules
from .changes import changes_of

logger = logging.getLogger(__name__)

MAX_ERROR = 500


@dataclass(frozen=True)
class Turn:
    """What looking at the rules of a group gave: readings, and the errors of rules that could not be read."""

    readings: list[tuple[Rule, condition.Reading]]
    errors: dict[Rule, str]


def evaluate_group(task: Task) -> None:
    """One turn of a group; the handler of the recurring task."""
    group = list(rules.rules_of_group(task.key))
    if not group:
        rules.stop_empty_group(task.key)
        return
    evaluate(group, utc_now())


def evaluate(group: list[Rule], at: datetime) -> None:
    """Look at the rules as of a moment and write down what changed."""
    turn = _look(group, at)
    known = ledger.open_alerts(group)
    changed = [
        (rule, reading)
        for rule, reading in turn.readings
        if not changes_of(rule, reading, known[rule.id]).nothing(rule.runtime)
    ]
    if changed:
        ledger.write(changed)
    for rule in group:
        error = turn.errors.get(rule, "")
        if error != rule.runtime.last_error:
            ledger.note_error(rule, error, at)


def _look(group: list[Rule], at: datetime) -> Turn:
    turn, look = Turn([], {}), condition.Look(at)
    for index, rule in enumerate(group):
        try:
            turn.readings.append((rule, look.read(rule.id, rule.expr)))
        except telemetry.StoreUnavailable as error:
            # Nothing else can be read either: every state of the rest stays as it is.
            return Turn(turn.readings, turn.errors | dict.fromkeys(group[index:], _short(error)))
        except telemetry.PromqlError as error:
            turn.errors[rule] = _short(error)
    return turn


def _short(error: Exception) -> str:
    return str(error)[:MAX_ERROR] or type(error).__name__
