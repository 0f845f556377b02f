"""A double of a CAS 3.0 server for tests: `cas_double.py <port> <people as JSON>`.

It keeps what the protocol says: a ticket is good once, for the service it was made for; failures have their codes.
`GET /cas/login?service=…&as=<person>` comes back at once with a ticket: who it is stands in the address.
"""

import json
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

PORT, PEOPLE = int(sys.argv[1]), json.loads(sys.argv[2])
TICKETS: dict[str, tuple[str, str]] = {}


class Cas(BaseHTTPRequestHandler):
    """Login and validation."""

    def do_GET(self) -> None:
        """Answer one request."""
        parts = urlsplit(self.path)
        query = {name: own[0] for name, own in parse_qs(parts.query).items()}
        if parts.path == "/cas/login":
            ticket = f"ST-{secrets.token_urlsafe(16)}"
            TICKETS[ticket] = (query["as"], query["service"])
            self.send_response(302)
            mark = "&" if "?" in query["service"] else "?"
            self.send_header("Location", f"{query['service']}{mark}ticket={ticket}")
            self.end_headers()
            return
        body = self._validated(query.get("ticket", ""), query.get("service", "")).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/xml; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def _validated(self, ticket: str, service: str) -> str:
        person, made_for = TICKETS.pop(ticket, ("", ""))
        if not person:
            return _answer(
                f'<cas:authenticationFailure code="INVALID_TICKET">{escape(ticket)}</cas:authenticationFailure>'
            )
        if made_for != service:
            return _answer('<cas:authenticationFailure code="INVALID_SERVICE">other</cas:authenticationFailure>')
        if person == "bomb":
            entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
            return entity + _answer("<cas:authenticationSuccess><cas:user>&e;</cas:user></cas:authenticationSuccess>")
        attributes = "".join(
            f"<cas:{name}>{escape(own)}</cas:{name}>"
            for name, many in PEOPLE[person].items()
            for own in (many if isinstance(many, list) else [many])
        )
        return _answer(
            f"<cas:authenticationSuccess><cas:user>{escape(person)}</cas:user>"
            f"<cas:attributes>{attributes}</cas:attributes></cas:authenticationSuccess>"
        )

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _answer(inside: str) -> str:
    return f'<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">{inside}</cas:serviceResponse>'


ThreadingHTTPServer(("127.0.0.1", PORT), Cas).serve_forever()
