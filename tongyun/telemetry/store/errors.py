"""Errors of the store: what a client of it sees, and what the server answers with."""

import re
from dataclasses import dataclass
from typing import Final

ENGINE_MESSAGE: Final = re.compile(r"\ACode:\s*(\d+)\.\s*DB::Exception:\s*(.*?)(?:\s*\(([A-Z0-9_]+)\))?\s*\Z", re.S)
# Where an INSERT's data lay on its way is nobody's business; nor is our own traceback.
OWN_FILE: Final = re.compile(r"\s*\(in file/uri [^)]*\)|: While executing File: data for INSERT was parsed from file")
REFUSED_BY_US: Final = re.compile(r"PermissionError: ([^\n]*)")
VERSION_TRAILER: Final = re.compile(r"\s*\(version [^()]*(?:\([^()]*\))?\)\.?")

# The statuses that ClickHouse's own HTTP handler gives; what is not listed is 500.
STATUS_OF_CODE: Final[dict[int, int]] = {
    **dict.fromkeys((194,), 401),
    **dict.fromkeys((192, 193, 497, 516, 164, 291, 452), 403),
    **dict.fromkeys((16, 46, 47, 50, 56, 60, 63, 73, 78, 81, 115), 404),
    **dict.fromkeys(
        (6, 8, 10, 15, 20, 26, 27, 32, 33, 36, 38, 41, 43, 44, 53, 62, 69, 70, 72, 117, 131, 456, 457), 400
    ),
    **dict.fromkeys((159,), 408),
    **dict.fromkeys((381,), 411),
    **dict.fromkeys((168, 167, 307), 413),
    **dict.fromkeys((48,), 501),
    **dict.fromkeys((76, 202, 209), 503),
}


class StoreUnavailable(Exception):  # noqa: N818 - named for what the caller learns
    """The store does not answer: not started yet, restarting, or the network is down. Trying again later is right."""


class StoreLocked(Exception):  # noqa: N818
    """Another process serves this data folder."""


@dataclass(frozen=True)
class ClickHouseError(Exception):
    """An answer with a ClickHouse error code, as its HTTP interface words it."""

    code: int
    name: str
    message: str

    @property
    def status(self) -> int:
        """The HTTP status ClickHouse gives for this code."""
        return STATUS_OF_CODE.get(self.code, 500)

    def body(self, version: str) -> bytes:
        """`Code: 60. DB::Exception: … (UNKNOWN_TABLE) (version …)` and a line feed."""
        text = self.message.rstrip(".")
        return f"Code: {self.code}. DB::Exception: {text}. ({self.name}) (version {version})\n".encode()

    def __str__(self) -> str:
        return f"Code: {self.code}. DB::Exception: {self.message} ({self.name})"


def from_engine(text: str) -> ClickHouseError:
    """The engine's exception text as an error; nested `Code: …` wrappers and version trailers are peeled off."""
    if refused := REFUSED_BY_US.search(text):
        return access_denied(refused[1])
    message = OWN_FILE.sub("", VERSION_TRAILER.sub("", text.strip()))
    code, name = 1002, "UNKNOWN_EXCEPTION"
    while found := ENGINE_MESSAGE.match(message):
        code, message = int(found[1]), found[2].strip()
        name = found[3] or (name if name != "UNKNOWN_EXCEPTION" else "ERROR")
    return ClickHouseError(code, name, message)


def syntax_error(message: str) -> ClickHouseError:
    """62: the statement is not one the store understands."""
    return ClickHouseError(62, "SYNTAX_ERROR", message)


def access_denied(message: str) -> ClickHouseError:
    """497: understood, and not for clients of this store."""
    return ClickHouseError(497, "ACCESS_DENIED", message)


def not_implemented(message: str) -> ClickHouseError:
    """48: ClickHouse has it, this store has not."""
    return ClickHouseError(48, "NOT_IMPLEMENTED", message)


def too_large(message: str) -> ClickHouseError:
    """307: the request is larger than the store accepts (HTTP 413)."""
    return ClickHouseError(307, "TOO_MANY_BYTES", message)


def too_busy() -> ClickHouseError:
    """202: every worker is taken and the queue is full (HTTP 503; clickhouse-connect tries a read again)."""
    return ClickHouseError(202, "TOO_MANY_SIMULTANEOUS_QUERIES", "Too many simultaneous queries: the queue is full")


def authentication_failed(user: str) -> ClickHouseError:
    """516: wrong or missing user or password."""
    text = "Authentication failed: password is incorrect, or there is no user with such name"
    return ClickHouseError(516, "AUTHENTICATION_FAILED", f"{user[:64]}: {text}")
