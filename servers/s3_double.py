"""A double of an S3 server: buckets of objects in memory, spoken to by boto3 over HTTP.

It keeps the part of the protocol that the platform's storage uses (PutObject, GetObject, HeadObject, DeleteObject,
ListObjects with prefix and delimiter), checks that requests are signed (SigV4) by the key it knows and that the body is
the one whose digest was signed, and answers errors in S3's words. Real servers are named in docs/not-proven.md.
"""

import hashlib
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from .running import Running

ACCESS_KEY, SECRET_KEY, BUCKET = "tongyun-test", "5ecret-s3", "tongyun-files"


class S3Double(Running):
    """`objects` is what the bucket holds; `broken` lets it answer every request with 503, as an overloaded one does."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.broken = False
        self.server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Serve on a port of loopback."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"double": self}))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """End it."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()

    @property
    def url(self) -> str:
        """What TONGYUN_S3_ENDPOINT is set to."""
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    double: S3Double
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        """PutObject."""
        body = self._body()
        if (key := self._admitted(body)) is not None:
            self.double.objects[key] = body
            self._answer(200, b"", {"ETag": f'"{hashlib.sha256(body).hexdigest()}"'})

    def do_GET(self) -> None:
        """GetObject, or ListObjects on the bucket itself."""
        key = self._admitted(b"")
        if key is None:
            return
        if key == "":
            self._list()
        else:
            self._give(key, with_body=True)

    def do_HEAD(self) -> None:
        """HeadObject."""
        if (key := self._admitted(b"")) is not None:
            self._give(key, with_body=False)

    def do_DELETE(self) -> None:
        """DeleteObject: 204 whether it was there or not."""
        if (key := self._admitted(b"")) is not None:
            self.double.objects.pop(key, None)
            self._answer(204, b"")

    def _admitted(self, body: bytes) -> str | None:
        """The key that is asked for, if the request is signed by whom we know and the body is what was signed."""
        signed = self.headers.get("Authorization", "")
        digest = self.headers.get("x-amz-content-sha256", "")
        path = unquote(urlsplit(self.path).path)
        if self.double.broken:
            self._error(503, "SlowDown")
        elif not signed.startswith(f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/"):
            self._error(403, "InvalidAccessKeyId")
        elif not digest.startswith(("UNSIGNED", "STREAMING")) and digest != hashlib.sha256(body).hexdigest():
            self._error(400, "XAmzContentSHA256Mismatch")
        elif path != f"/{BUCKET}" and not path.startswith(f"/{BUCKET}/"):
            self._error(404, "NoSuchBucket")
        else:
            return path.removeprefix(f"/{BUCKET}").removeprefix("/")
        return None

    def _body(self) -> bytes:
        """The body; one that is sent in signed chunks (aws-chunked) is put together."""
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return raw
        body, rest = b"", raw
        while rest:
            line, _, rest = rest.partition(b"\r\n")
            size = int(line.partition(b";")[0] or b"0", 16)
            if size == 0:
                break
            body, rest = body + rest[:size], rest[size + 2 :]
        return body

    def _give(self, key: str, *, with_body: bool) -> None:
        content = self.double.objects.get(key)
        if content is None:
            self._error(404, "NoSuchKey", with_body=with_body)
            return
        told = {"ETag": '"x"', "Last-Modified": formatdate(usegmt=True), "Content-Type": "application/octet-stream"}
        self._answer(200, content, told, with_body=with_body)

    def _list(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        prefix = query.get("prefix", [""])[0]
        delimiter = query.get("delimiter", [""])[0]
        keys, folders = [], set()
        for key in sorted(key for key in self.double.objects if key.startswith(prefix)):
            inner, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
            if found:
                folders.add(f"{prefix}{inner}{delimiter}")
            else:
                keys.append(key)
        lines = [f"<Contents><Key>{escape(key)}</Key><Size>1</Size></Contents>" for key in keys]
        lines += [f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>" for each in sorted(folders)]
        text = f"<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(lines)}</ListBucketResult>"
        self._answer(200, text.encode(), {"Content-Type": "application/xml"})

    def _error(self, status: int, code: str, *, with_body: bool = True) -> None:
        text = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
        self._answer(status, text, {"Content-Type": "application/xml"}, with_body=with_body)

    def _answer(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, *, with_body: bool = True
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test says what it saw."""
