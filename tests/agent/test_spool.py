"""Reports survive a server that is away, refuses, or answers nonsense, and an agent that is killed."""

from __future__ import annotations

import json
import os
import zlib

import pytest


def spooled(agent):
    folder = agent.state / "spool"
    return sorted(folder.glob("*.z")) if folder.exists() else []


def seqs(peer):
    return [report["seq"] for report in peer.reports]


def test_reports_wait_for_the_server_and_come_oldest_first(start_agent, peer, wait_for):
    peer.down()
    agent = start_agent()
    wait_for(lambda: len(spooled(agent)) >= 4, "four reports in the spool")
    waiting = [int(path.stem) for path in spooled(agent)[:4]]
    peer.up()
    wait_for(lambda: len(peer.reports) > 5, "the spool at the server")
    assert seqs(peer)[:4] == waiting
    assert seqs(peer) == list(range(waiting[0], waiting[0] + len(peer.reports)))
    wait_for(lambda: len(spooled(agent)) == 0, "an empty spool")
    late = peer.reports[0]
    assert late["sent_at"] * 1000 > late["samples"][0][2]
    assert agent.log.count("does not answer") == 1
    assert "takes reports again" in agent.log


def test_spool_survives_a_killed_agent(start_agent, peer, wait_for):
    peer.down()
    agent = start_agent()
    wait_for(lambda: len(spooled(agent)) >= 3, "three reports in the spool")
    agent.kill()
    waiting = [int(path.stem) for path in spooled(agent)]
    (agent.state / "spool" / "000000000001.z.new").write_bytes(b"half a report")
    peer.up()
    start_agent()
    wait_for(lambda: len(peer.reports) > len(waiting), "old and new reports")
    assert seqs(peer)[: len(waiting)] == waiting
    assert peer.reports[len(waiting)]["seq"] > waiting[-1]


def test_report_is_dropped_only_after_the_server_took_it(start_agent, peer, wait_for):
    peer.refusals = [503, 500, 429, 404]
    start_agent()
    wait_for(lambda: len(peer.reports) >= 6, "reports")
    first = peer.reports[0]["seq"]
    assert seqs(peer)[:6] == list(range(first, first + 6))
    assert len([r for r in peer.reports[:6] if "host" in r]) == 1


@pytest.mark.parametrize("status", [400, 413, 422])
def test_refused_report_does_not_block_the_others(start_agent, peer, wait_for, status):
    peer.refusals = [status]
    agent = start_agent()
    wait_for(lambda: len(peer.reports) >= 2, "later reports")
    assert f"({status}), dropped: for the test" in agent.log


def test_wrong_token_is_said_once_and_a_new_one_is_used(start_agent, peer, wait_for, tmp_path):
    (tmp_path / "token").write_text("wrong-token")
    agent = start_agent()
    wait_for(lambda: len(spooled(agent)) >= 4 and peer.unauthorised, "refused reports")
    assert agent.log.count("reports are kept") == 1
    assert "wrong-token" not in agent.log
    agent.stop()
    (tmp_path / "token").write_text("agent-token-0123456789\n")
    start_agent()
    wait_for(lambda: len(peer.reports) >= 5, "all reports")


MALFORMED = [
    b"",
    b"\x00\x01\x02\x03",
    b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    b"HTTP/1.1 abc\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
    b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,
]


def test_agent_survives_malformed_answers(start_agent, peer, wait_for):
    peer.raw_answers = list(MALFORMED)
    agent = start_agent()
    wait_for(lambda: len(peer.reports) >= 3 and not peer.raw_answers, "reports after the nonsense")
    assert agent.process.poll() is None
    peer.offer("after", "echo still here")
    assert peer.result("after")["exit_code"] == 0


WELL_FORMED = {
    "length": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", (200, b"{}")),
    "until close": (b"HTTP/1.0 200 OK\r\n\r\n{}", (200, b"{}")),
    "chunks": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n",
        (200, b"abcde"),
    ),
    "after 100": (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", (204, b"")),
}


@pytest.mark.parametrize("case", WELL_FORMED)
def test_every_form_of_answer_is_read(program, peer, tmp_path, case):
    sent, understood = WELL_FORMED[case]
    (tmp_path / "token").write_text("x")
    peer.raw_answers = [sent]
    server = program.Server(peer.url + "/", str(tmp_path / "token"))
    assert server.send("GET", "/api/v1/agent/work") == understood


@pytest.mark.parametrize("answer", [b"[1, 2]", b"not json", b'{"interval_s": "soon"}', b'{"interval_s": -3}', b"["])
def test_accepted_report_with_an_odd_body_is_accepted(program, peer, tmp_path, answer):
    (tmp_path / "token").write_text("x")
    peer.raw_answers = [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer)]
    server = program.Server(peer.url, str(tmp_path / "token"))
    reporter = program.Reporter(server, program.Observer(7.0, None), program.Spool(str(tmp_path / "spool")))
    assert reporter.send("{}")
    assert reporter.observer.interval == 7.0


def test_server_sets_the_interval(program, peer, tmp_path):
    (tmp_path / "token").write_text("x")
    peer.raw_answers = [b'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{"interval_s": 30}']
    server = program.Server(peer.url, str(tmp_path / "token"))
    reporter = program.Reporter(server, program.Observer(7.0, None), program.Spool(str(tmp_path / "spool")))
    assert reporter.send("{}")
    assert reporter.observer.interval == 30


def test_server_may_ask_for_the_facts_about_the_host(program, peer, tmp_path):
    (tmp_path / "token").write_text("x")
    peer.raw_answers = [b'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"want_host": true }']
    server = program.Server(peer.url, str(tmp_path / "token"))
    reporter = program.Reporter(server, program.Observer(7.0, None), program.Spool(str(tmp_path / "spool")))
    assert "host" in reporter.observer.report(1)
    assert "host" not in reporter.observer.report(2)
    assert reporter.send("{}")
    assert "host" in reporter.observer.report(3)


def test_a_file_that_cannot_be_replaced_leaves_no_half(program, tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError):
        program.write_whole(str(tmp_path / "taken"), b"x" * 1000)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_spool_is_bounded_and_the_oldest_go(program, tmp_path):
    spool = program.Spool(str(tmp_path), limit=5000)
    for seq in range(10):
        spool.add(seq, json.dumps({"noise": os.urandom(500).hex()}))
    assert spool.size() <= 5000
    assert max(spool.sizes) == 9
    assert spool.oldest() > 0
    again = program.Spool(str(tmp_path), limit=5000)
    assert again.sizes == spool.sizes


def test_damaged_report_is_dropped(program, peer, tmp_path):
    (tmp_path / "token").write_text("agent-token-0123456789")
    spool = program.Spool(str(tmp_path / "spool"))
    for seq in (1, 2, 3):
        spool.add(seq, json.dumps({"seq": seq, "samples": []}))
    (tmp_path / "spool" / f"{1:012d}.z").write_bytes(b"")
    (tmp_path / "spool" / f"{2:012d}.z").write_bytes(zlib.compress(b"x")[:-1])
    server = program.Server(peer.url, str(tmp_path / "token"))
    reporter = program.Reporter(server, program.Observer(15.0, None), spool)
    reporter.send_all(until=float("inf"))
    assert seqs(peer) == [3]
    assert spool.oldest() is None


def test_addresses_of_the_server(program):
    assert program.split_url("https://ty.example.cn") == (True, "ty.example.cn", 443, "")
    assert program.split_url("http://[::1]:8000/base/") == (False, "::1", 8000, "/base")
    for wrong in ("ty.example.cn", "ftp://x", "http://", "http://x:port", "http://user:pass@x"):
        with pytest.raises(ValueError):
            program.split_url(wrong)
