"""The estate's small application: a page counter on PostgreSQL with a cache in Redis, over plain HTTP.

Run as a program: `python app.py --port 8001 --postgres postgresql://… --redis 6380`. It answers 503 naming what
is missing while one of its servers is gone, and recovers by itself.
"""

import argparse
import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg

TIMEOUT_S = 2


class Visits:
    """Counts in PostgreSQL, cached in Redis."""

    def __init__(self, postgres: str, redis: int) -> None:
        self.postgres = postgres
        self.redis = redis

    def count(self) -> dict[str, object]:
        """Add one visit; raises OSError or psycopg.Error when a server is gone."""
        with psycopg.connect(self.postgres, connect_timeout=TIMEOUT_S) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS visits (at timestamptz DEFAULT now())")
            connection.execute("INSERT INTO visits DEFAULT VALUES")
            row = connection.execute("SELECT count(*) FROM visits").fetchone()
        total = row[0] if row else 0
        self._cache(str(total))
        return {"status": "ok", "visits": total}

    def _cache(self, value: str) -> None:
        with socket.create_connection(("127.0.0.1", self.redis), TIMEOUT_S) as wire:
            wire.sendall(f"*3\r\n$3\r\nSET\r\n$6\r\nvisits\r\n${len(value)}\r\n{value}\r\n".encode())
            if not wire.recv(64).startswith(b"+OK"):
                raise OSError("redis refused")


def handler_of(visits: Visits) -> type[BaseHTTPRequestHandler]:
    """The HTTP face of the counter."""

    class Handler(BaseHTTPRequestHandler):
        """Answers every GET with the count."""

        def do_GET(self) -> None:
            """Count and answer."""
            try:
                status, answer = 200, visits.count()
            except (OSError, psycopg.Error) as error:
                status, answer = 503, {"status": "down", "reason": str(error).splitlines()[0][:200]}
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the estate is not a web log."""

    return Handler


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    for name, kind in {"port": int, "postgres": str, "redis": int}.items():
        parser.add_argument(f"--{name}", type=kind, required=True)
    options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", options.port), handler_of(Visits(options.postgres, options.redis)))
    server.serve_forever()


if __name__ == "__main__":
    main()
