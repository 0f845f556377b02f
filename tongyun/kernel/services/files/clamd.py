"""Ask ClamAV's daemon about a content (its INSTREAM command), by a socket of this machine or by TCP (TONGYUN_CLAMD)."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.conf import settings

from ...contracts import HealthState, PartHealth, Unavailable

CONNECT_S, ANSWER_S, HEALTH_S = 5.0, 120.0, 1.0
CHUNK = 1 << 16
MOST_ANSWER = 4096
TOO_LARGE = "INSTREAM size limit exceeded"
NAME = "病毒扫描"


@dataclass(frozen=True)
class Verdict:
    """What the scanner says: which engine with which signatures, and what it found ("" for nothing)."""

    engine: str
    finding: str


def configured() -> bool:
    """Whether a scanner is connected at all."""
    return bool(settings.TONGYUN.clamd)


def scan(content: IO[bytes]) -> Verdict:
    """Send a content to the scanner. Raises Unavailable when there is no word from it, which never means clean."""
    engine = _command(b"VERSION", ANSWER_S)
    with _connected(ANSWER_S) as wire:
        wire.sendall(b"zINSTREAM\0")
        try:
            while piece := content.read(CHUNK):
                wire.sendall(struct.pack("!L", len(piece)) + piece)
            wire.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            # It says why before it hangs up: over its size limit.
            pass
        answer = _answer(wire)
    words = answer.removeprefix("stream: ")
    if words == "OK":
        return Verdict(engine, "")
    if words.endswith(" FOUND"):
        return Verdict(engine, words.removesuffix(" FOUND"))
    if TOO_LARGE in words:
        return Verdict(engine, "超过查毒引擎的大小上限，未能查毒")
    raise Unavailable("virus_scan_failed", f"查毒引擎没有给出结论：{words[:100]}")


def health() -> PartHealth:
    """Whether the scanner answers, and which signatures it has."""
    try:
        version = _command(b"VERSION", HEALTH_S)
        return PartHealth("virus-scan", NAME, HealthState.OK, version, english=f"Virus scan: {version}")
    except Unavailable as error:
        advice = "查毒引擎没有应答，新上传的文件在查毒前不能打开；检查 clamd 与 TONGYUN_CLAMD。"
        english = "Virus scan: no answer, new files stay closed until scanned; check clamd and TONGYUN_CLAMD"
        return PartHealth("virus-scan", NAME, HealthState.DEGRADED, error.detail, advice, english)


def _command(word: bytes, patience_s: float) -> str:
    with _connected(patience_s) as wire:
        wire.sendall(b"z" + word + b"\0")
        return _answer(wire)


@contextmanager
def _connected(patience_s: float) -> Iterator[socket.socket]:
    address: str = settings.TONGYUN.clamd
    try:
        wire = _connect(address, min(CONNECT_S, patience_s))
        with wire:
            wire.settimeout(patience_s)
            yield wire
    except OSError as error:
        raise Unavailable("virus_scan_unavailable", "查毒引擎没有应答。") from error


def _connect(address: str, patience_s: float) -> socket.socket:
    if address.startswith("unix:"):
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.settimeout(patience_s)
        wire.connect(address.removeprefix("unix:"))
        return wire
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=patience_s)


def _answer(wire: socket.socket) -> str:
    said = b""
    while len(said) < MOST_ANSWER and not said.endswith(b"\0"):
        piece = wire.recv(MOST_ANSWER)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()
