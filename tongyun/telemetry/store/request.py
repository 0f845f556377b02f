"""The HTTP interface's request: what is a parameter, what a setting, what a bound value, and who asks.

Pure functions over headers and query string; bodies are `body`'s business.
"""

import base64
import binascii
import hmac
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import Final
from urllib.parse import parse_qsl

from tongyun.telemetry.store.config import StoreConfig
from tongyun.telemetry.store.engine import Session
from tongyun.telemetry.store.errors import (
    ClickHouseError,
    authentication_failed,
    not_implemented,
    syntax_error,
)
from tongyun.telemetry.store.guard import check_setting

# Names that ClickHouse's HTTP handler takes for itself; everything else in the URL is a setting.
RESERVED: Final = frozenset(
    [
        "query",
        "database",
        "default_format",
        "user",
        "password",
        "quota_key",
        "session_id",
        "session_timeout",
        "session_check",
        "query_id",
        "wait_end_of_query",
        "buffer_size",
        "stacktrace",
        "client_protocol_version",
        "role",
        "close_session",
        "compress",
        "decompress",
    ]
)
NATIVE_COMPRESSION: Final = ("compress", "decompress")
DEFAULT_FORMAT: Final = "TabSeparated"
SETTING_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
FORMAT_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")
MAX_FIELDS: Final = 1000


@dataclass(frozen=True)
class StoreRequest:
    """One request, understood but for its body."""

    method: str
    path: str
    query: str
    query_id: str
    session: Session
    parameters: Mapping[str, str]
    output: str
    content_encoding: str
    content_type: str
    accepted_encodings: tuple[str, ...]


@dataclass(frozen=True)
class Credentials:
    """User and password as the request gives them; empty when it does not."""

    user: str
    password: str


def parse(method: str, path: str, query_string: bytes, headers: Mapping[str, str]) -> StoreRequest:
    """Understand a request line and its headers (names in lower case). Raises `ClickHouseError`."""
    fields = _fields(query_string)
    if any(fields.get(name, "0") not in ("", "0") for name in NATIVE_COMPRESSION):
        raise not_implemented("compress=1 and decompress=1 are not available; use Accept-Encoding and Content-Encoding")
    settings = tuple(sorted(_settings(fields)))
    return StoreRequest(
        method=method,
        path=path,
        query=fields.get("query", ""),
        query_id=_query_id(fields.get("query_id", "")),
        session=Session(
            database=fields.get("database") or headers.get("x-clickhouse-database", ""),
            settings=settings,
            readonly=method in ("GET", "HEAD"),
        ),
        parameters=_bound(fields.items()),
        output=_output(fields.get("default_format") or headers.get("x-clickhouse-format") or DEFAULT_FORMAT),
        content_encoding=headers.get("content-encoding", "identity").strip().lower(),
        content_type=headers.get("content-type", ""),
        accepted_encodings=_accepted(headers.get("accept-encoding", "")),
    )


def authenticate(config: StoreConfig, query_string: bytes, headers: Mapping[str, str]) -> None:
    """Compare user and password in constant time; raises 516 for anything but the right ones."""
    given = credentials(_fields(query_string), headers)
    user_fits = hmac.compare_digest(given.user.encode(errors="surrogateescape"), config.user.encode())
    password_fits = hmac.compare_digest(given.password.encode(errors="surrogateescape"), config.password.encode())
    if not (user_fits and password_fits):
        raise authentication_failed(given.user)


def credentials(fields: Mapping[str, str], headers: Mapping[str, str]) -> Credentials:
    """From X-ClickHouse-User and -Key, else HTTP Basic, else `user=` and `password=`; the user is else `default`."""
    if "x-clickhouse-user" in headers or "x-clickhouse-key" in headers:
        return Credentials(headers.get("x-clickhouse-user", "default"), headers.get("x-clickhouse-key", ""))
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return Credentials("", "")
        return Credentials(user, password)
    return Credentials(fields.get("user") or "default", fields.get("password", ""))


def form(content_type: str, body: bytes) -> tuple[str, dict[str, str]]:
    """The statement and the bound values of a multipart form, as clickhouse-connect sends many or long values.

    Raises 48 for files in the form (external tables), which this store does not take.
    """
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n" + body
    )
    if not message.is_multipart():
        raise syntax_error("The form cannot be read")
    fields: dict[str, str] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if part.get_filename() is not None or not isinstance(name, str):
            raise not_implemented("External tables are not available in this store")
        payload = part.get_payload(decode=True)
        fields[name] = payload.decode(errors="replace") if isinstance(payload, bytes) else ""
    return fields.get("query", ""), dict(_bound(fields.items()))


def _fields(query_string: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise ClickHouseError(36, "BAD_ARGUMENTS", "The URL has too many parameters") from None
    return dict(pairs)


def _settings(fields: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for name, value in fields.items():
        if name in RESERVED or name.startswith("param_"):
            continue
        if not SETTING_NAME.fullmatch(name):
            raise ClickHouseError(115, "UNKNOWN_SETTING", f"Unknown setting {name[:64]!r}")
        check_setting(name)
        yield name, value


def _bound(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.removeprefix("param_"): value for name, value in fields if name.startswith("param_")}


def _output(name: str) -> str:
    if not FORMAT_NAME.fullmatch(name):
        raise ClickHouseError(73, "UNKNOWN_FORMAT", f"Unknown format {name[:64]!r}")
    return name


def _query_id(given: str) -> str:
    printable = given.isascii() and given.isprintable() and len(given) <= 128
    return given if given and printable else str(uuid.uuid4())


def _accepted(header: str) -> tuple[str, ...]:
    """Encodings in the order given, without those refused by `q=0`."""
    names = []
    for part in header.split(","):
        name, *options = (piece.strip().lower() for piece in part.split(";"))
        if name and not any(re.fullmatch(r"q=0(\.0*)?", option) for option in options):
            names.append(name)
    return tuple(names)
