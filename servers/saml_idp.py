"""A SAML 2.0 identity provider of pysaml2 for tests: `saml_idp.py <folder> <port> <xmlsec1>`.

`GET /sso?SAMLRequest=…&RelayState=…&as=<person>` answers with the page that posts the signed response. Who it is comes
in the address, for a test has no fingers; the response is what a real identity provider makes.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server

FOLDER, PORT, XMLSEC = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
BASE = f"http://127.0.0.1:{PORT}"
PEOPLE = json.loads((FOLDER / "people.json").read_text())


def config() -> IdPConfig:
    """Key, addresses and whom we serve."""
    return IdPConfig().load(
        {
            "entityid": f"{BASE}/metadata",
            "key_file": str(FOLDER / "key.pem"),
            "cert_file": str(FOLDER / "cert.pem"),
            "xmlsec_binary": XMLSEC,
            "metadata": {"local": [str(FOLDER / "sp.xml")]},
            "service": {
                "idp": {
                    "endpoints": {"single_sign_on_service": [(f"{BASE}/sso", BINDING_HTTP_REDIRECT)]},
                    "name_id_format": [NAMEID_FORMAT_PERSISTENT],
                    "policy": {"default": {"name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"}},
                    "sign_assertion": True,
                    "sign_response": False,
                    "want_authn_requests_signed": False,
                }
            },
        }
    )


class Idp(BaseHTTPRequestHandler):
    """Metadata and single sign-on."""

    def do_GET(self) -> None:
        """Answer one request."""
        parts = urlsplit(self.path)
        query = {name: own[0] for name, own in parse_qs(parts.query).items()}
        if parts.path == "/metadata":
            return self._send(str(entity_descriptor(config())), "application/samlmetadata+xml")
        return self._send(self._posting(query), "text/html")

    def _posting(self, query: dict[str, str]) -> str:
        server = Server(config=config())
        request = server.parse_authn_request(query["SAMLRequest"], BINDING_HTTP_REDIRECT).message
        person = PEOPLE[query["as"]]
        told = server.response_args(request, [BINDING_HTTP_POST])
        response = server.create_authn_response(
            identity=person["attributes"],
            userid=query["as"],
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=person["subject"]),
            authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": BASE},
            sign_assertion=query.get("unsigned") is None,
            sign_response=query.get("unsigned") is not None and query["unsigned"] == "assertion",
            sign_alg="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            digest_alg="http://www.w3.org/2001/04/xmlenc#sha256",
            **told,
        )
        form = server.apply_binding(
            BINDING_HTTP_POST, str(response), told["destination"], query.get("RelayState", ""), response=True
        )
        return str(form["data"])

    def _send(self, text: str, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


ThreadingHTTPServer(("127.0.0.1", PORT), Idp).serve_forever()
