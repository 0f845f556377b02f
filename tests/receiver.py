"""A real HTTP receiver on loopback: what other systems are told arrives here."""

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Delivery:
    """One POST and how it was answered."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def content(self) -> Any:
        return json.loads(self.body)


class Receiver:
    """Keeps every POST in order; `answer` is the status it gives, `body` the text (a JSON document)."""

    def __init__(self, port: int = 0) -> None:
        self.answer = 200
        self.body = b""
        self.got: list[Delivery] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_for(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def taken(self) -> list[Delivery]:
        """What it said yes to."""
        return [delivery for delivery in self.got if delivery.status == 200]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler_for(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(Delivery(self.path, dict(self.headers), body, receiver.answer))
            self.send_response(receiver.answer)
            self.send_header("Content-Length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
