"""Whether a port can be listened on."""

import socket
import time


def refusal(host: str, port: int, patience_s: float = 0.0) -> str:
    """Why nobody can listen there, in the system's words; empty when somebody can.

    `patience_s` seconds are given to a predecessor that is about to end. Asked without SO_REUSEPORT, which our own web
    process sets: two installations on one port would answer each other's users in turn.
    """
    deadline = time.monotonic() + patience_s
    while said := _ask(host, port):
        if time.monotonic() >= deadline:
            break
        time.sleep(0.1)
    return said


def any_free() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ask(host: str, port: int) -> str:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            return error.strerror or str(error)
    return ""
