"""What the agent says of this machine, compared with what the machine says itself."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def samples_of(report, name):
    return [(labels, value) for sample, labels, _, value in report["samples"] if sample == name]


def service_on(report, port):
    return next((s for s in report["services"] if port in [p["port"] for p in s["ports"]]), None)


def one_report(program_path):
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(program_path), "--once"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_machine_is_described_by_its_own_proc(program_path):
    report = one_report(program_path)
    total = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()).group(1)) * 1024
    assert samples_of(report, "node_memory_MemTotal_bytes") == [({}, total)]
    assert report["host"]["memory_bytes"] == total
    assert report["host"]["hostname"] == socket.gethostname()
    assert report["host"]["kernel"] == os.uname().release
    cpus = {labels["cpu"] for labels, _ in samples_of(report, "node_cpu_seconds_total")}
    assert len(cpus) == os.cpu_count() == report["host"]["cpu_cores"]
    modes = {labels["mode"] for labels, _ in samples_of(report, "node_cpu_seconds_total")}
    assert modes == {"user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"}
    devices = {labels["device"] for labels, _ in samples_of(report, "node_network_receive_bytes_total")}
    assert "lo" in devices
    assert samples_of(report, "node_processes_total")[0][1] > 1
    assert report["agent"]["version"] == "0.1.0"


def test_every_sample_has_name_labels_time_and_number(program_path):
    report = one_report(program_path)
    moments = set()
    for name, labels, at_ms, value in report["samples"]:
        assert re.fullmatch(r"[a-z][a-zA-Z0-9_]*", name)
        assert all(isinstance(v, str) for v in labels.values())
        assert isinstance(value, (int, float))
        moments.add(at_ms)
    assert len(moments) == 1
    assert abs(moments.pop() / 1000 - report["sent_at"]) < 60
    keys = [(name, tuple(sorted(labels.items()))) for name, labels, _, _ in report["samples"]]
    assert len(keys) == len(set(keys))


def test_root_file_system_has_its_size(program_path):
    sizes = samples_of(one_report(program_path), "node_filesystem_size_bytes")
    root = [value for labels, value in sizes if labels["mountpoint"] == "/"]
    room = os.statvfs("/")
    assert root == [room.f_blocks * room.f_frsize]


def test_listening_process_is_found_with_its_port(program_path, listening_child):
    child, port = listening_child()
    service = service_on(one_report(program_path), port)
    assert service["pid"] == child.pid
    assert service["ports"] == [{"proto": "tcp", "address": "127.0.0.1", "port": port}]
    assert service["exe"] == str(Path(sys.executable).resolve())
    assert service["cmdline"][0] == sys.executable
    assert service["process"] == Path(f"/proc/{child.pid}/comm").read_text().strip()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", service["started_at"])


def test_children_that_share_the_port_are_one_service(program_path, listening_child, wait_for):
    child, port = listening_child(children=3)
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
    wait_for(lambda: len(children.read_text().split()) == 3, "three children")
    report = one_report(program_path)
    holders = [s for s in report["services"] if port in [p["port"] for p in s["ports"]]]
    assert [s["pid"] for s in holders] == [child.pid]
    labels = {"service": holders[0]["process"], "port": str(port)}
    assert samples_of(report, "service_processes").count((labels, 4)) == 1
    memory = [value for found, value in samples_of(report, "service_resident_memory_bytes") if found == labels]
    assert memory[0] > 4 * 1024 * 1024


def test_new_and_vanished_services_show_in_the_next_report(start_agent, peer, wait_for, listening_child):
    start_agent()
    wait_for(lambda: peer.reports, "a first report")
    child, port = listening_child()
    wait_for(lambda: service_on(peer.reports[-1], port), "the new service")
    child.kill()
    child.wait()
    wait_for(lambda: not service_on(peer.reports[-1], port), "the service's end")


def test_surviving_child_takes_over_a_killed_master(start_agent, peer, wait_for, listening_child):
    start_agent()
    child, port = listening_child(children=1)
    wait_for(lambda: peer.reports and service_on(peer.reports[-1], port), "the service")
    worker = int(Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text())
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    service = wait_for(
        lambda: (found := service_on(peer.reports[-1], port)) and found["pid"] != child.pid and found, "new owner"
    )
    assert service["pid"] == worker


def test_passwords_in_command_lines_are_masked(program_path, listening_child):
    arguments = ["--password=hunter2", "--db", "postgres://app:s3cret@db/x", "--token", "abc", "--token-file", "/k"]
    _, port = listening_child(*arguments)
    cmdline = service_on(one_report(program_path), port)["cmdline"]
    assert cmdline[-7:] == [
        "--password=***",
        "--db",
        "postgres://app:***@db/x",
        "--token",
        "***",
        "--token-file",
        "/k",
    ]


def test_masking_keeps_ordinary_arguments(program):
    ordinary = ["nginx", "-g", "daemon off;", "--port=80", "-Dserver.path=/opt", "user=app", "-p", "8080"]
    assert program.mask_arguments(ordinary) == ordinary
    assert program.mask_arguments(["host=db password='a b' user=x"]) == ["host=db password=*** user=x"]
    assert program.mask_arguments(['{"api_key": "k1", "n": 1}']) == ['{"api_key": ***, "n": 1}']
    long = program.mask_arguments(["x" * 100_000] + ["y"] * 100)
    assert len(long) == 65
    assert len(long[0]) == 257


def test_host_is_told_once_and_large_reports_are_compressed(start_agent, peer, wait_for):
    start_agent()
    wait_for(lambda: len(peer.reports) >= 4, "four reports")
    assert "host" in peer.reports[0]
    assert [r for r in peer.reports[1:4] if "host" in r] == []
    assert peer.encodings[0] == "gzip"
    assert [r["seq"] for r in peer.reports] == sorted({r["seq"] for r in peer.reports})
    addresses = peer.reports[0]["host"]["addresses"]
    assert all(a["family"] in ("ipv4", "ipv6") and a["interface"] != "lo" for a in addresses)


def test_listening_sockets_are_those_the_kernel_lists(program, listening_child):
    _, port = listening_child()
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as six:
        for path in ("/proc/net/tcp", "/proc/net/tcp6"):
            expected = {
                int(line.split()[9]) for line in Path(path).read_text().splitlines()[1:] if line.split()[3] == "0A"
            }
            assert {int(fields[9]) for fields in program.listening_lines(path)} >= expected
        found = [program.decode_address(f[1]) for f in program.listening_lines("/proc/net/tcp6")]
        assert ("::1", six.getsockname()[1]) in found
    assert ("127.0.0.1", port) in [program.decode_address(f[1]) for f in program.listening_lines("/proc/net/tcp")]


def test_systemd_unit_is_read_from_both_kinds_of_cgroups(program):
    assert program.systemd_unit("0::/system.slice/nginx.service\n") == "nginx.service"
    assert program.systemd_unit("9:name=systemd:/system.slice/sshd.service\n8:pids:/x\n") == "sshd.service"
    assert program.systemd_unit("0::/user.slice/user-0.slice/user@0.service/app.slice/a.service\n") == "a.service"
    assert program.systemd_unit("0::/user.slice/user-0.slice/user@0.service/session.slice\n") is None
    assert program.systemd_unit("") is None


def test_one_failing_collector_costs_no_other(program, capfd):
    def broken(out):
        raise ValueError("an odd kernel")

    observer = program.Observer(15.0, None)
    program_collectors = program.COLLECTORS
    program.COLLECTORS = (broken, *program_collectors)
    try:
        first, second = observer.report(1), observer.report(2)
    finally:
        program.COLLECTORS = program_collectors
    assert samples_of(first, "node_load1")
    assert samples_of(second, "node_load1")
    assert capfd.readouterr().err.count("an odd kernel") == 1


def test_services_that_cannot_be_looked_at_are_unknown_and_not_gone(program):
    observer = program.Observer(15.0, None)
    observer.services.processes = None
    for report in (observer.report(1), observer.presence(2)):
        assert report["services"] is None
        assert samples_of(report, "node_time_seconds")


def test_an_unreadable_list_of_sockets_is_an_error_and_not_empty(program, tmp_path):
    assert program.listening_lines(str(tmp_path / "missing")) == []  # a kernel without IPv6
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError):
        program.listening_lines(str(tmp_path / "loop"))
