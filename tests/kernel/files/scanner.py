"""A double of ClamAV's daemon for its moods; what it really says is asked in tests/integration/test_virus_scan.py."""

import socket
import struct
import threading
from types import TracebackType
from typing import Self

MARK = b"private-test-signature"


class Scanner:
    """Answers VERSION and INSTREAM as clamd does; what holds MARK is infected.

    `mood`: `well`, `mute` (takes all and says nothing), `small` (a size limit of one byte), `confused`.
    """

    def __init__(self, mood: str = "well") -> None:
        self.mood = mood
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self.socket.accept()
            except OSError:
                return
            with wire:
                self._answer(wire)

    def _answer(self, wire: socket.socket) -> None:
        word = b""
        while not word.endswith(b"\0"):
            word += wire.recv(1)
        if word == b"zVERSION\0":
            wire.sendall(b"ClamAV 1.4.6/27000/Sat Nov 21 2026\0")
            return
        content = self._content(wire)
        if self.mood == "small" and content:
            wire.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        elif self.mood == "confused":
            wire.sendall(b"stream: Can't allocate memory ERROR\0")
        elif self.mood != "mute":
            wire.sendall(b"stream: Private.Test FOUND\0" if MARK in content else b"stream: OK\0")

    def _content(self, wire: socket.socket) -> bytes:
        content = b""
        while True:
            (size,) = struct.unpack("!L", self._exactly(wire, 4))
            if size == 0:
                return content
            content += self._exactly(wire, size)

    def _exactly(self, wire: socket.socket, size: int) -> bytes:
        found = b""
        while len(found) < size:
            found += wire.recv(size - len(found))
        return found
