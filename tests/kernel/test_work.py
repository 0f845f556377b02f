"""Durable work: committed with its cause, taken by one worker at a time, exactly once, whatever is killed."""

import os
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections, transaction

from tongyun.kernel.contracts import Message, Task, utc_now
from tongyun.kernel.models import OutboxMessage, ScheduledTask, Sequence
from tongyun.kernel.services import work
from tongyun.project.cli.main import main


@pytest.fixture(autouse=True)
def _own_registries(monkeypatch):
    monkeypatch.setattr(work, "handlers", type(work.handlers)("handlers", key=lambda entry: entry.name))
    monkeypatch.setattr(work, "subscriptions", type(work.subscriptions)("subscriptions", key=lambda entry: entry.name))


def drain(rounds: int = 20) -> int:
    done = 0
    for _ in range(rounds):
        tasks = work.take()
        if not tasks:
            break
        done += sum(work.run(task) for task in tasks)
    return done


@pytest.mark.django_db
def test_a_message_reaches_each_subscriber_once() -> None:
    seen: list[tuple[str, str]] = []
    work.subscribe("incident.opened", "a", lambda message: seen.append(("a", message.payload["id"])))
    work.subscribe("incident.opened", "b", lambda message: seen.append(("b", message.payload["id"])))
    work.subscribe("other", "c", lambda message: seen.append(("c", "")))
    with transaction.atomic():
        work.publish("incident.opened", {"id": "1"})
    assert drain() == 2
    assert sorted(seen) == [("a", "1"), ("b", "1")]
    assert ScheduledTask.objects.count() == 0


@pytest.mark.django_db
def test_a_fact_costs_a_task_only_for_those_who_want_it() -> None:
    seen: list[str] = []
    work.subscribe("item.changed", "all", lambda message: seen.append(f"all {message.payload['id']}"))
    work.subscribe(
        "item.changed",
        "retired",
        lambda message: seen.append(f"retired {message.payload['id']}"),
        wanted=lambda payload: payload["retired"],
    )
    with transaction.atomic():
        work.publish("item.changed", {"id": 1, "retired": False})
        work.publish_all("item.changed", [{"id": 2, "retired": False}, {"id": 3, "retired": True}])
    assert ScheduledTask.objects.count() == 4
    unwanted = OutboxMessage.objects.get(payload__id=2)
    ScheduledTask.objects.create(handler="retired", key=str(unwanted.id), message=unwanted, due_at=utc_now())
    assert drain() == 5
    assert sorted(seen) == ["all 1", "all 2", "all 3", "retired 3"], "one that was queued before is not heard either"


@pytest.mark.django_db
def test_a_rolled_back_cause_leaves_no_message() -> None:
    work.subscribe("t", "a", lambda message: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        work.publish("t", {})
        raise ZeroDivisionError
    assert ScheduledTask.objects.count() == 0


@pytest.mark.django_db
def test_a_failing_handler_leaves_nothing_behind_and_is_tried_again_later() -> None:
    def handler(message: Message) -> None:
        Sequence.objects.create(name="half")
        raise ValueError("坏了")

    work.subscribe("t", "a", handler)
    with transaction.atomic():
        work.publish("t", {})
    assert drain() == 0
    assert not Sequence.objects.exists()
    task = ScheduledTask.objects.get()
    assert "坏了" in task.error
    assert task.due_at > utc_now()
    assert not task.dead


@pytest.mark.django_db
def test_a_task_that_fails_too_often_waits_for_a_person() -> None:
    work.register_handler("bad", lambda task: 1 / 0)
    work.run_later("bad", utc_now(), key="k")
    for _ in range(work.MAX_ATTEMPTS):
        ScheduledTask.objects.update(due_at=utc_now())
        drain(1)
    assert ScheduledTask.objects.get().dead
    assert work.take() == []
    assert main(["retry"]) == 0
    assert [(task.key, task.attempts) for task in work.take()] == [("k", 1)]


@pytest.mark.django_db
def test_a_task_that_kills_its_worker_each_time_waits_for_a_person_too() -> None:
    work.register_handler("killer", lambda task: None)
    work.run_later("killer", utc_now())
    for _ in range(work.MAX_ATTEMPTS):
        assert len(work.take()) == 1
        ScheduledTask.objects.update(lease_token="", lease_until=None)  # as release_dead() does after a kill -9
    assert work.take() == []
    task = ScheduledTask.objects.get()
    assert task.dead
    assert "中断" in task.error
    assert work.revive() == 1
    assert drain() == 1


@pytest.mark.django_db
def test_a_leased_task_is_not_taken_again_until_the_lease_ends() -> None:
    runs: list[Task] = []
    work.register_handler("h", runs.append)
    work.run_later("h", utc_now(), key="k")
    [held] = work.take()
    assert work.take() == []
    ScheduledTask.objects.update(lease_until=utc_now() - timedelta(seconds=1))
    [second] = work.take()
    assert work.run(second) is True
    assert work.run(held) is False, "the first worker lost its lease and must not finish"
    assert len(runs) == 1


@pytest.mark.django_db
def test_a_task_that_runs_long_does_not_hide_those_behind_it() -> None:
    work.register_handler("h", lambda task: None)
    work.run_later("h", utc_now() - timedelta(seconds=9), key="long")
    assert [task.key for task in work.take()] == ["long"]
    assert work.next_due() is None
    work.run_later("h", utc_now(), key="behind")
    due = work.next_due()
    assert due is not None
    assert due <= utc_now()
    assert [task.key for task in work.take()] == ["behind"]


@pytest.mark.django_db
def test_what_a_killed_worker_held_is_due_again_at_once() -> None:
    runs: list[Task] = []
    work.register_handler("h", runs.append)
    for key in ("killed", "unburied", "reused", "alive", "other-machine", "older-version"):
        work.run_later("h", utc_now(), key=key)
    tasks = {task.key: task for task in work.take()}
    table, pid, started, rest = tasks["killed"].lease_token.split(".")
    gone, zombie = subprocess.Popen(["true"]), subprocess.Popen(["sleep", "60"])
    gone.wait()
    begun = int(Path(f"/proc/{zombie.pid}/stat").read_text().split()[21])
    zombie.kill()
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    for key, token in {
        "killed": f"{table}.{gone.pid}.{started}.{rest}",
        "unburied": f"{table}.{zombie.pid}.{begun:x}.{rest}",
        "reused": f"{table}.{pid}.1.{rest}",
        "other-machine": f"00000000.{gone.pid}.{started}.{rest}",
        "older-version": f"{table}.{rest}",
    }.items():
        ScheduledTask.objects.filter(key=key).update(lease_token=token)
    assert work.release_dead() == 3
    zombie.wait()
    again = {task.key: task for task in work.take()}
    assert again.keys() == {"killed", "unburied", "reused"}
    assert again["killed"].attempts == 2
    assert work.run(again["killed"]) is True
    assert work.run(tasks["killed"]) is False, "the killed worker cannot come back and finish"


@pytest.mark.django_db
def test_a_later_call_with_the_same_key_moves_the_task() -> None:
    work.register_handler("h", lambda task: None)
    work.run_later("h", utc_now() + timedelta(hours=1), {"n": 1}, key="k")
    work.run_later("h", utc_now() - timedelta(seconds=1), {"n": 2}, key="k")
    [task] = work.take()
    assert task.payload == {"n": 2}
    work.cancel_later("h", "k")
    assert work.run(task) is False, "cancelled while held"


@pytest.mark.django_db
def test_a_recurring_task_skips_missed_turns() -> None:
    runs: list[Task] = []
    work.register_handler("tick", runs.append)
    work.run_every("tick", "all", 10.0)
    ScheduledTask.objects.update(due_at=utc_now() - timedelta(hours=1))
    assert drain(1) == 1
    assert work.take() == []
    due = ScheduledTask.objects.get().due_at
    assert timedelta(seconds=8) < due - utc_now() <= timedelta(seconds=10)
    work.run_every("tick", "all", 5.0)
    assert ScheduledTask.objects.get().due_at == due, "declaring it again keeps its rhythm"


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_without_repeating() -> None:
    lock, seen = threading.Lock(), []

    def handler(task: Task) -> None:
        with lock:
            seen.append(task.key)

    work.register_handler("h", handler)
    for number in range(60):
        work.run_later("h", utc_now(), key=f"k{number}")

    def worker() -> None:
        try:
            while tasks := work.take(5):
                for task in tasks:
                    work.run(task)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(f"k{number}" for number in range(60))
    assert ScheduledTask.objects.count() == 0
