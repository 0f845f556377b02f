"""The machine: tokens move, state survives, time and messages work, going back is sound or refused."""

import json
import random
import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyun.process.engine.blueprint import Blueprint, Step, compile_process
from tongyun.process.engine.machine import Machine, MoveRefusedError
from tongyun.process.engine.state import StateError

FOLDER = Path(__file__).parent / "bpmn"
INCIDENT = Path(__file__).parents[2] / "packs/service-desk/processes/incident.bpmn"
FIXTURE = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
OPERATIONS = {"ticket.resolve", "ticket.reopen"}


class Desk:
    """A host that remembers."""

    def __init__(self) -> None:
        self.steps: dict[str, dict[str, object]] = {}
        self.performed: list[str] = []

    def data(self) -> dict[str, object]:
        return {"ticket": {"level": 2}, "steps": self.steps}

    def perform(self, step: Step) -> None:
        self.performed.append(step.operation)


def blueprint(name: str) -> Blueprint:
    return compile_process((FOLDER / f"{name}.good.bpmn").read_text("utf-8"), OPERATIONS)


def incident() -> Blueprint:
    return compile_process(INCIDENT.read_text("utf-8"), OPERATIONS)


def standing(machine: Machine) -> list[str]:
    return sorted(task.step.key for task in machine.open_tasks)


def complete(machine: Machine, step: str) -> None:
    machine.complete(next(task.id for task in machine.open_tasks if task.step.key == step))


def test_an_incident_goes_from_triage_to_its_end() -> None:
    desk = Desk()
    machine = Machine.start(incident(), desk, NOW)

    for step in ("triage", "handle"):
        assert standing(machine) == [step]
        complete(machine, step)
    assert desk.performed == ["ticket.resolve"]
    desk.steps["verify"] = {"passed": False}
    complete(machine, "verify")
    assert standing(machine) == ["handle"]
    complete(machine, "handle")
    desk.steps["verify"] = {"passed": True}
    complete(machine, "verify")
    complete(machine, "close")

    assert machine.finished
    assert machine.progress.current == ()
    assert desk.performed == ["ticket.resolve", "ticket.reopen", "ticket.resolve"]


def test_a_completed_task_cannot_be_completed_again() -> None:
    machine = Machine.start(incident(), Desk(), NOW)
    (task,) = machine.open_tasks
    machine.complete(task.id)

    with pytest.raises(MoveRefusedError) as refused:
        machine.complete(task.id)
    assert refused.value.code == "gone"


def test_the_saved_state_holds_no_business_data() -> None:
    desk = Desk()
    desk.steps["triage"] = {"opinion": "核心交换机端口震荡" * 50}
    machine = Machine.start(incident(), desk, NOW)
    complete(machine, "triage")
    blob = machine.dump()

    state = json.loads(zlib.decompress(blob))
    assert state["format"] == 1
    assert "核心交换机" not in json.dumps(state, ensure_ascii=False)
    assert {key for task in state["tasks"] for key in task["internal"]} <= {"event_fired"}
    assert len(blob) < 2000


def test_state_of_format_1_loads_for_ever() -> None:
    """The fixture was written by release 0.1.0 and is never written again."""
    plan = compile_process((FIXTURE / "state-format-1.bpmn").read_text("utf-8"), OPERATIONS)
    desk = Desk()
    machine = Machine.load(plan, (FIXTURE / "state-format-1.bin").read_bytes(), desk, NOW)

    assert standing(machine) == ["handle"]
    assert machine.open_tasks[0].id == "da9b1a5b-6d4f-4c33-8c61-0f6c31f5b1a7.1"
    assert [(timer.element, timer.due) for timer in machine.open_timers] == [("late", NOW + timedelta(hours=1))]
    desk.steps["verify"] = {"passed": True}
    for step in ("handle", "verify", "close"):
        complete(machine, step)
    assert machine.finished


@pytest.mark.parametrize(
    "blob",
    [b"", b"nonsense", zlib.compress(b"[]"), zlib.compress(b'{"format":2}'), zlib.compress(b'{"format":1}')],
)
def test_a_state_that_cannot_be_read_is_refused(blob: bytes) -> None:
    with pytest.raises(StateError):
        Machine.load(incident(), blob, Desk(), NOW)


def test_a_state_of_another_process_is_refused() -> None:
    blob = Machine.start(blueprint("parallel"), Desk(), NOW).dump()

    with pytest.raises(StateError, match="does not have"):
        Machine.load(incident(), blob, Desk(), NOW)


def test_timers_go_off_at_their_time_and_not_before() -> None:
    plan, desk = blueprint("timers"), Desk()
    machine = Machine.start(plan, desk, NOW)
    assert {timer.element: timer.due - NOW for timer in machine.open_timers} == {
        "escalate": timedelta(minutes=30),
        "urge": timedelta(minutes=10),
    }
    blob = machine.dump()

    def at(minutes: float) -> Machine:
        nonlocal blob
        later = Machine.load(plan, blob, desk, NOW + timedelta(minutes=minutes))
        later.tick()
        blob = later.dump()
        return later

    assert standing(at(9.9)) == ["a"]
    assert standing(at(10)) == ["a", "reminded"]
    assert standing(at(29)) == ["a", "reminded"]
    assert standing(at(30)) == ["boss", "reminded"]
    machine = at(31)
    complete(machine, "boss")
    complete(machine, "reminded")
    blob = machine.dump()
    assert not machine.finished
    assert [timer.due for timer in machine.open_timers] == [NOW + timedelta(minutes=31, hours=26)]
    assert at(31 + 26 * 60).finished


def test_a_message_is_delivered_once_and_only_to_who_waits() -> None:
    machine = Machine.start(blueprint("message"), Desk(), NOW)
    assert machine.send("alert.recovered") is False
    complete(machine, "a")
    assert machine.awaited_messages == ("alert.recovered",)

    assert machine.send("something.else") is False
    assert machine.send("alert.recovered") is True
    assert machine.finished


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({"b": True, "c": True}, ["b", "c"]), ({"b": True}, ["b"]), ({}, ["d"])],
)
def test_an_inclusive_gateway_opens_what_holds_and_waits_for_just_that(
    answers: dict[str, object], expected: list[str]
) -> None:
    desk = Desk()
    machine = Machine.start(blueprint("inclusive"), desk, NOW)
    desk.steps["a"] = answers
    complete(machine, "a")
    assert standing(machine) == expected

    for step in expected:
        assert "z" not in standing(machine)
        complete(machine, step)
    assert standing(machine) == ["z"]


def test_going_back_undoes_what_followed_and_opens_a_new_task() -> None:
    desk = Desk()
    machine = Machine.start(incident(), desk, NOW)
    first = machine.open_tasks[0].id
    complete(machine, "triage")
    complete(machine, "handle")
    assert [step.key for step in machine.earlier_steps()] == ["handle", "triage"]

    machine.return_to("triage")

    assert standing(machine) == ["triage"]
    assert machine.open_tasks[0].id != first
    machine = Machine.load(incident(), machine.dump(), desk, NOW)
    assert standing(machine) == ["triage"]
    assert machine.progress.done == ("reported",)


def test_going_back_across_parallel_branches_is_sound_or_refused() -> None:
    machine = Machine.start(blueprint("parallel"), Desk(), NOW)
    complete(machine, "a")
    complete(machine, "b")

    with pytest.raises(MoveRefusedError) as refused:
        machine.return_to("b")
    assert refused.value.code == "parallel"
    assert standing(machine) == ["c"]
    machine.return_to("a")
    assert standing(machine) == ["a"]
    complete(machine, "a")
    assert standing(machine) == ["b", "c"]


@pytest.mark.parametrize(
    ("step", "code"), [("nowhere", "unknown"), ("mark_resolved", "unknown"), ("close", "not_passed")]
)
def test_going_back_to_where_one_cannot_go_is_refused(step: str, code: str) -> None:
    machine = Machine.start(incident(), Desk(), NOW)
    complete(machine, "triage")

    with pytest.raises(MoveRefusedError) as refused:
        machine.return_to(step)
    assert refused.value.code == code


def test_a_loop_of_returns_keeps_task_ids_apart() -> None:
    machine = Machine.start(incident(), Desk(), NOW)
    seen = {machine.open_tasks[0].id}
    for _ in range(5):
        complete(machine, "triage")
        machine.return_to("triage")
        seen.add(machine.open_tasks[0].id)

    assert len(seen) == 6


EXPECTED_MARKINGS = {
    "incident": [["triage"], ["handle"], ["verify"], ["close"], []],
    "parallel": [["a"], ["b", "c"], ["b"], ["c"], ["z"], []],
    "inclusive": [["a"], ["b"], ["c"], ["d"], ["b", "c"], ["z"], []],
    "message": [["a"], []],
    "timers": [["a"], ["a", "reminded"], ["boss", "reminded"], ["boss"], ["reminded"], []],
}


@given(st.sampled_from(sorted(EXPECTED_MARKINGS)), st.integers(0, 2**32))
@settings(max_examples=120, deadline=None)
def test_a_random_walk_with_all_verbs_never_loses_or_doubles_a_token(name: str, seed: int) -> None:
    chance = random.Random(seed)
    plan = incident() if name == "incident" else blueprint(name)
    desk, now = Desk(), NOW
    machine = Machine.start(plan, desk, now)
    for _ in range(25):
        _some_verb(machine, desk, chance)
        now += timedelta(minutes=chance.choice([0, 1, 15, 60 * 27]))
        machine = Machine.load(plan, machine.dump(), desk, now)
        if chance.random() < 0.5:
            machine.tick()
        assert standing(machine) in EXPECTED_MARKINGS[name]
        assert max(Counter(standing(machine)).values(), default=1) == 1
        # A token is somewhere until the end: with a person, a timer, a message or at a join.
        assert machine.finished is not bool(machine.progress.current)
        if machine.finished:
            break


def _some_verb(machine: Machine, desk: Desk, chance: random.Random) -> None:
    match chance.choice(["complete", "complete", "complete", "return", "send", "twice"]):
        case "complete" | "twice" as verb:
            if machine.open_tasks:
                task = chance.choice(machine.open_tasks)
                answers = {"passed": chance.random() < 0.6, "again": chance.random() < 0.4}
                desk.steps[task.step.key] = {
                    **answers,
                    "b": chance.random() < 0.5,
                    "c": chance.random() < 0.5,
                }
                machine.complete(task.id)
                if verb == "twice":
                    with pytest.raises(MoveRefusedError):
                        machine.complete(task.id)
        case "return":
            for step in chance.sample(list(machine.earlier_steps()), k=min(1, len(machine.earlier_steps()))):
                machine.return_to(step.key)
                assert step.key in standing(machine)
        case "send":
            for message in machine.awaited_messages[:1]:
                assert machine.send(message)


def test_a_history_that_grows_too_long_is_refused_before_a_token_is_lost() -> None:
    desk = Desk()
    machine = Machine.start(incident(), desk, NOW)
    complete(machine, "triage")
    desk.steps["verify"] = {"passed": False}
    blob = b""
    with pytest.raises(MoveRefusedError) as refused:
        for number in range(400):
            blob = machine.dump() if number > 250 else blob
            [only] = machine.open_tasks
            machine.complete(only.id)
    assert refused.value.code == "too_long"
    # What was saved before the refused move is whole, and the other way is still open.
    machine = Machine.load(incident(), blob, desk, NOW)
    assert len(machine.open_tasks) == 1
    machine.return_to("triage")
    assert standing(machine) == ["triage"]
