"""The agent as a process: starting, stopping, who it depends on, and on which Python and system it runs."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(program_path, *flags):
    return subprocess.run(
        [sys.executable, "-I", "-S", str(program_path), *flags], capture_output=True, text=True, timeout=60
    )


def test_second_agent_on_one_state_folder_is_refused(start_agent, peer, wait_for):
    first = start_agent()
    wait_for(lambda: peer.reports, "the first agent's report")
    second = start_agent()
    assert second.process.wait(60) == 2
    assert f"another agent (pid {first.process.pid}) runs on {first.state}" in second.log
    assert first.process.poll() is None


def test_sigterm_ends_the_agent(start_agent, peer, wait_for):
    agent = start_agent()
    wait_for(lambda: peer.reports, "a report")
    assert agent.stop() == 0
    assert agent.log.rstrip().endswith("stopped")


def test_agent_ends_with_its_parent(start_agent, peer, wait_for, program_path, tmp_path):
    (tmp_path / "token").write_text("agent-token-0123456789")
    supervisor = (
        "import os, subprocess, sys, time\n"
        "agent = subprocess.Popen([*sys.argv[1:], '--parent', str(os.getpid())])\n"
        "print(agent.pid, flush=True); time.sleep(600)\n"
    )
    flags = ["--url", peer.url, "--token-file", str(tmp_path / "token"), "--state-dir", str(tmp_path / "s")]
    command = [sys.executable, "-I", "-S", str(program_path), *flags, "--interval", "0.3"]
    with subprocess.Popen(
        [sys.executable, "-c", supervisor, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        agent = int(parent.stdout.readline())
        wait_for(lambda: peer.reports, "a report")
        parent.kill()
    wait_for(lambda: not Path(f"/proc/{agent}").exists(), "the agent's end")


def test_wrong_parent_is_refused(start_agent):
    agent = start_agent("--parent", str(os.getpid() + 100_000))
    assert agent.process.wait(60) == 2
    assert "is gone" in agent.log


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        ([], "--url is needed"),
        (["--url", "http://127.0.0.1:1"], "--token-file is needed"),
        (["--url", "gopher://x", "--token-file", "/dev/null"], "must begin with http"),
        (["--intervall", "5"], "unknown argument --intervall"),
        (["--interval", "often"], "not a number"),
        (["--interval", "0"], "between 0.1 and 3600"),
        (["--url"], "--url needs a value"),
    ],
)
def test_wrong_settings_are_named(program_path, flags, complaint):
    done = run(program_path, *flags)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_unusable_state_folder_is_named(program_path, tmp_path):
    (tmp_path / "file").write_text("in the way")
    where = str(tmp_path / "file" / "state")
    done = run(program_path, "--url", "http://127.0.0.1:1", "--token-file", "/dev/null", "--state-dir", where)
    assert done.returncode == 2
    assert "cannot use the state folder" in done.stderr


def test_help_names_every_setting(program_path, program):
    text = run(program_path, "--help").stdout
    for name, env, _, _ in program.SETTINGS:
        assert f"--{name}" in text
        assert env is None or env in text


def test_other_systems_are_told_that_collection_is_not_available(program_path):
    as_if_on_windows = (
        "import sys\n"
        "for name in ('fcntl', 'pwd', 'grp', 'resource', 'termios'): sys.modules[name] = None\n"
        "sys.platform = 'win32'\n"
        f"sys.path.insert(0, {str(program_path.parent)!r})\n"
        "import tongyun_agent\n"
        "sys.exit(tongyun_agent.main(['--once']))\n"
    )
    done = subprocess.run([sys.executable, "-I", "-B", "-c", as_if_on_windows], capture_output=True, text=True)
    assert done.returncode == 3
    assert "collection is not available on win32" in done.stderr


def test_program_is_python_3_8_and_needs_only_the_standard_library(program_path):
    tree = ast.parse(program_path.read_text(), feature_version=(3, 8))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module.partition(".")[0])
    assert imported <= set(sys.stdlib_module_names)


def test_heavy_modules_stay_out_of_memory(program_path):
    look = (
        "import sys\n"
        f"sys.path.insert(0, {str(program_path.parent)!r})\n"
        "import tongyun_agent\n"
        "tongyun_agent.Observer(15.0, None).report(1)\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-B", "-c", look], capture_output=True, text=True, check=True)
    heavy = {"ssl", "http.client", "urllib.request", "subprocess", "asyncio", "dataclasses", "typing", "unicodedata"}
    assert not heavy & set(done.stdout.split())
