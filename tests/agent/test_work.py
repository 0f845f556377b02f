"""Scripts that the agent runs: each once, each answered once, whatever dies meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def pid_in(path):
    """The pid that a script wrote, once it is there."""
    text = path.read_text() if path.exists() else ""
    return int(text) if text.endswith("\n") else 0


@pytest.fixture
def end_daemons():
    """Ends what a test's scripts left running."""
    pids = []
    yield pids
    for pid in pids:
        if alive(pid):
            os.kill(pid, 9)


def test_script_runs_with_its_environment(start_agent, peer):
    start_agent()
    script = 'echo "$GREETING ${OF_THE_AGENT:-clean}"; pwd; echo wrong >&2; cat; exit 3'
    peer.offer("w1", script, env={"GREETING": "你好"}, cwd="/tmp")
    result = peer.result("w1")
    assert peer.output("w1") == "你好 clean\n/tmp\nwrong\n"
    assert (result["exit_code"], result["error"], result["token"]) == (3, None, "fence-w1")
    assert result["output_bytes"] == len(peer.outputs["w1"])
    assert result["started_at"] <= result["finished_at"]


def test_python_script_runs(start_agent, peer):
    start_agent()
    peer.offer("w1", "import sys; print(sys.version_info[:2])", interpreter="python3")
    assert peer.result("w1")["exit_code"] == 0
    assert peer.output("w1") == f"{sys.version_info[:2]}\n"


def test_nothing_of_a_finished_script_stays_but_its_line_in_the_journal(start_agent, peer, wait_for):
    agent = start_agent()
    peer.offer("w1", "env; ls -l $0; echo $PWD", env={"SECRET": "not-for-the-log"})
    peer.result("w1")
    wait_for(lambda: not list((agent.state / "work").iterdir()), "an empty work folder")
    assert "-rwx------" in peer.output("w1")
    assert "fence-w1" not in (agent.state / "journal").read_text()
    assert "not-for-the-log" not in agent.log
    assert (agent.state.stat().st_mode & 0o777) == 0o700


def test_output_streams_while_the_script_runs(start_agent, peer, wait_for, tmp_path):
    start_agent()
    peer.offer("w1", f"echo first; while [ ! -e {tmp_path}/go ]; do sleep 0.1; done; echo second")
    wait_for(lambda: peer.output("w1") == "first\n", "the first line")
    assert peer.results == []
    (tmp_path / "go").touch()
    peer.result("w1")
    assert peer.output("w1") == "first\nsecond\n"


def test_scripts_run_beside_each_other(start_agent, peer, tmp_path):
    start_agent()
    wait = "until [ -e {0}/{1} ]; do sleep 0.05; done"
    peer.offer("w1", f"touch {tmp_path}/a; " + wait.format(tmp_path, "b"))
    peer.offer("w2", f"touch {tmp_path}/b; " + wait.format(tmp_path, "a"))
    assert peer.result("w1")["exit_code"] == peer.result("w2")["exit_code"] == 0


def test_timeout_ends_the_whole_group(start_agent, peer, wait_for, tmp_path):
    start_agent()
    peer.offer("w1", f"sleep 600 & echo $! > {tmp_path}/pid; echo begun; wait", timeout_s=2)
    result = peer.result("w1")
    assert (result["exit_code"], result["error"]) == (None, "timeout")
    assert peer.output("w1").startswith("begun\n")
    pid = pid_in(tmp_path / "pid")
    wait_for(lambda: not alive(pid), "the end of the script's child")


def test_script_that_ignores_sigterm_is_killed(start_agent, peer):
    start_agent()
    peer.offer("w1", "trap '' TERM; echo deaf; while :; do sleep 0.2; done", timeout_s=1)
    assert peer.result("w1")["error"] == "timeout"


def test_cancellation_reaches_a_silent_script(start_agent, peer, wait_for, tmp_path):
    start_agent()
    peer.offer("w1", f"echo $$ > {tmp_path}/pid; sleep 600")
    pid = wait_for(lambda: pid_in(tmp_path / "pid"), "the script")
    peer.cancelled.add("w1")
    result = peer.result("w1")
    assert (result["exit_code"], result["error"]) == (None, "cancelled")
    assert not alive(pid)


@pytest.mark.parametrize(
    "launch",
    ["setsid sleep 600 &", "nohup sleep 600 &", "(sleep 600 &)", "sleep 600 >/dev/null 2>&1 </dev/null &"],
)
def test_daemon_survives_and_does_not_hold_the_result_back(start_agent, peer, wait_for, tmp_path, end_daemons, launch):
    agent = start_agent()
    daemon = launch.replace("sleep 600", f"sh -c 'echo $$ > {tmp_path}/pid; exec sleep 600'")
    peer.offer("w1", f"{daemon}\nuntil [ -s {tmp_path}/pid ]; do sleep 0.05; done; echo launched")
    result = peer.result("w1")
    pid = pid_in(tmp_path / "pid")
    end_daemons.append(pid)
    assert (result["exit_code"], result["error"]) == (0, None)
    assert "launched" in peer.output("w1")
    agent.stop()
    assert alive(pid)


def test_survivors_are_ended_when_the_work_says_so(start_agent, peer, wait_for, tmp_path):
    start_agent()
    peer.offer("w1", f"sleep 600 & echo $! > {tmp_path}/pid; exit 4", detach_survivors=False)
    assert peer.result("w1")["exit_code"] == 4
    pid = pid_in(tmp_path / "pid")
    wait_for(lambda: not alive(pid), "the survivor's end")


def test_long_output_is_cut_with_a_line_that_says_so(start_agent, peer):
    start_agent()
    peer.offer("w1", "yes 0123456789abcdef | head -c 3000000; echo THE END")
    result = peer.result("w1")
    output = peer.output("w1")
    assert len(output) <= 1024 * 1024
    assert output.startswith("0123456789abcdef\n")
    assert output.endswith("[tongyun-agent: the output is longer than 1 MiB; the rest is not kept]\n")
    assert result["output_bytes"] == len(output)
    assert result["exit_code"] == 0


def test_endless_output_does_not_fill_the_disk(program, tmp_path):
    output = program.Output(str(tmp_path))
    with (tmp_path / "output").open("ab", buffering=0) as script:
        for _ in range(5):
            script.write(b"y" * 700_000)
            output.bound()
            assert output.size() <= 1024 * 1024 + 1
    pieces = []
    while piece := output.next():
        pieces.append(piece[0])
        output.acknowledged(piece[1])
    assert len("".join(pieces)) == 1024 * 1024
    assert pieces[-1].endswith("the rest is not kept]\n")


def test_text_is_not_torn_between_pieces(program, tmp_path):
    output = program.Output(str(tmp_path))
    text = "政务云\n" * 30_000
    data = text.encode() + b"\xff\xfe binary"
    (tmp_path / "output").write_bytes(data[:100_001])
    pieces = []
    while piece := output.next():
        pieces.append(piece[0])
        output.acknowledged(piece[1])
    (tmp_path / "output").write_bytes(data)
    output.end = len(data)
    output = resumed(program, tmp_path, output.end)
    while piece := output.next():
        pieces.append(piece[0])
        output.acknowledged(piece[1])
    assert "".join(pieces) == text + "\ufffd\ufffd binary"
    assert output.offset == len("".join(pieces).encode())


def resumed(program, folder, end):
    """The same output as a restarted agent sees it."""
    output = program.Output(str(folder))
    output.end = end
    return output


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"interpreter": "perl"}, "cannot prepare: no interpreter 'perl'"),
        ({"kind": "file"}, "cannot prepare: this agent knows only"),
        ({"script": None}, "cannot prepare: this agent knows only"),
        ({"cwd": "/does/not/exist"}, "cannot start:"),
        ({"timeout_s": "soon"}, "cannot prepare:"),
        ({"env": ["x"]}, "cannot prepare: env is not an object"),
    ],
)
def test_work_that_cannot_be_done_is_answered(start_agent, peer, change, error):
    start_agent()
    peer.offer("w1", "echo never", **change)
    result = peer.result("w1")
    assert result["exit_code"] is None
    assert result["error"].startswith(error)


def test_malformed_work_is_passed_over(start_agent, peer, tmp_path):
    start_agent()
    peer.work += [{"id": "../../escape", "token": "t"}, {"id": "x"}, {}, {"id": 5, "token": "t"}]
    peer.offer("w1", "echo fine")
    assert peer.result("w1")["exit_code"] == 0
    assert [ident for ident, _ in peer.results] == ["w1"]
    assert not list(tmp_path.rglob("escape*"))


def test_result_waits_for_the_server(start_agent, peer, wait_for, tmp_path):
    agent = start_agent()
    script = f"echo one; touch {tmp_path}/begun; until [ -e {tmp_path}/go ]; do sleep 0.05; done; echo two; exit 5"
    peer.offer("w1", script)
    wait_for((tmp_path / "begun").exists, "the script's begin")
    peer.down()
    (tmp_path / "go").touch()
    wait_for(lambda: list(agent.state.glob("work/w1/result.json")), "the result on disk")
    agent.kill()
    peer.up()
    start_agent()
    assert peer.result("w1")["exit_code"] == 5
    assert peer.output("w1") == "one\ntwo\n"


def test_refused_result_is_sent_again_until_it_is_taken(start_agent, peer):
    peer.result_refusals = [500, 401]
    start_agent()
    peer.offer("w1", "exit 6")
    assert peer.result("w1")["exit_code"] == 6
    assert len(peer.results) == 1


def test_stale_result_is_given_up(start_agent, peer, wait_for):
    peer.result_refusals = [409]
    agent = start_agent()
    peer.offer("w1", "true")
    wait_for(lambda: (agent.state / "journal").exists(), "the end of the work")
    wait_for(lambda: not list((agent.state / "work").iterdir()), "an empty work folder")
    assert peer.results == []


def test_killed_agent_reports_the_broken_work_once(start_agent, peer, wait_for, tmp_path):
    agent = start_agent()
    peer.offer("w1", f"echo half done; echo $$ > {tmp_path}/pid; sleep 600; touch {tmp_path}/finished")
    pid = wait_for(lambda: pid_in(tmp_path / "pid"), "the script")
    agent.kill()
    assert alive(pid)
    second = start_agent()
    result = peer.result("w1")
    assert (result["exit_code"], result["error"], result["token"]) == (None, "agent restarted", "fence-w1")
    assert peer.output("w1") == "half done\n"
    assert not alive(pid)
    wait_for(lambda: not list((agent.state / "work").iterdir()), "an empty work folder")
    second.stop()
    start_agent()
    before = len(peer.reports)
    wait_for(lambda: len(peer.reports) > before + 2, "the third agent at work")
    assert len([ident for ident, _ in peer.results if ident == "w1"]) == 1
    assert not (tmp_path / "finished").exists()


def test_work_is_never_run_twice(start_agent, peer, wait_for, tmp_path):
    agent = start_agent()
    script = f"echo x >> {tmp_path}/runs; until [ -e {tmp_path}/go ]; do sleep 0.05; done; exit 7"
    peer.offer("w1", script)
    wait_for((tmp_path / "runs").exists, "the first run")
    peer.offer("w1", script, token="fence-again")
    wait_for(lambda: peer.work_given.count("w1") == 2, "the second offer")
    (tmp_path / "go").touch()
    assert peer.result("w1")["token"] == "fence-again"
    wait_for(lambda: not list((agent.state / "work").iterdir()), "the end of the work")
    agent.kill()
    start_agent()
    peer.offer("w1", script, token="fence-third")
    again = wait_for(lambda: len(peer.results) > 1 and peer.results[1][1], "the known result")
    assert (again["exit_code"], again["token"]) == (7, "fence-third")
    assert (tmp_path / "runs").read_text() == "x\n"


def test_stopped_agent_takes_its_running_script_with_it(start_agent, peer, wait_for, tmp_path):
    agent = start_agent()
    peer.offer("w1", f"echo $$ > {tmp_path}/pid; sleep 600")
    pid = wait_for(lambda: pid_in(tmp_path / "pid"), "the script")
    assert agent.stop() == 0
    wait_for(lambda: not alive(pid), "the script's end")
    start_agent()
    assert peer.result("w1")["error"] == "agent restarted"


def test_a_script_that_begins_while_the_agent_stops_is_ended_too(program, wait_for, tmp_path, monkeypatch):
    worker = program.Worker(None, str(tmp_path), threading.Event())

    class SlowPopen(subprocess.Popen):
        """Comes back late, as on a busy host: the script runs already, and the agent is told to stop."""

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            threading.Thread(target=worker.end_scripts, daemon=True).start()
            time.sleep(0.3)

    monkeypatch.setattr(subprocess, "Popen", SlowPopen)
    worker.take({"id": "w1", "token": "t", "kind": "script", "script": f"echo $$ > {tmp_path}/pid; sleep 600"})
    pid = wait_for(lambda: pid_in(tmp_path / "pid"), "the script")
    wait_for(lambda: not alive(pid), "the script's end")


def test_what_a_script_has_started_is_reported_at_once(start_agent, peer, wait_for, tmp_path, end_daemons):
    start_agent("--interval", "3600")
    wait_for(lambda: peer.reports, "the report in turn")
    listen = (
        "import os, socket, time; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], os.getpid(),"
    )
    listen += f" file=open('{tmp_path}/port', 'w'), flush=True); time.sleep(600)"
    script = f'{sys.executable} -c "{listen}" & until [ -s {tmp_path}/port ]; do sleep 0.05; done'
    peer.offer("w1", script)
    peer.result("w1")
    port, pid = map(int, (tmp_path / "port").read_text().split())
    end_daemons.append(pid)
    extra = wait_for(lambda: len(peer.reports) > 1 and peer.reports[1], "the report out of turn")
    assert port in {entry["port"] for service in extra["services"] for entry in service["ports"]}
    # A counter's sample off the interval would bend the rates around it.
    assert [sample[0] for sample in extra["samples"]] == ["node_time_seconds"]


def test_pauses_between_attempts_grow_to_a_limit_and_differ(program):
    pauses = [[backoff.pause(8.0) for _ in range(9)] for backoff in (program.Backoff() for _ in range(50))]
    for each in pauses:
        for whole, pause in zip([1, 2, 4, 8, 8, 8, 8, 8, 8], each, strict=True):
            assert whole / 2 <= pause <= whole
    assert len({each[4] for each in pauses}) > 10
    backoff = program.Backoff()
    assert max(backoff.pause(30.0) for _ in range(20)) > 15
    backoff.reset()
    assert backoff.pause(30.0) <= 1


def test_the_journal_is_bounded_on_disk_and_in_memory(program, tmp_path, monkeypatch):
    monkeypatch.setattr(program, "JOURNAL_LINES", 5)
    path = str(tmp_path / "journal")
    journal = program.Journal(path)
    for number in range(40):
        journal.add(f"w{number}", {"exit_code": number})
        assert len(journal.results) <= 5
        assert len((tmp_path / "journal").read_text().splitlines()) <= 10
    assert program.Journal(path).results == {f"w{n}": {"exit_code": n} for n in range(35, 40)}


def test_a_torn_line_of_the_journal_costs_no_other(program, tmp_path):
    path = tmp_path / "journal"
    program.Journal(str(path)).add("w1", {"exit_code": 0})
    with path.open("a") as file:
        file.write('{"id": "w2", "resu')
    program.Journal(str(path)).add("w3", {"exit_code": 3})
    assert program.Journal(str(path)).results == {"w1": {"exit_code": 0}, "w3": {"exit_code": 3}}
