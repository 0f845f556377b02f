"""DATABASE_URL as Django wants it."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

#: A connection is opened anew after this long, in seconds; threads keep theirs between two requests or tasks.
KEPT_S = 600
#: WAL lets readers and one writer work side by side; FULL makes a commit survive a power cut, not only a kill.
SQLITE_START = """
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=FULL;
    PRAGMA temp_store=MEMORY;
    PRAGMA cache_size=-4000;
"""


def database(url: str) -> dict[str, Any]:
    """The DATABASES entry of a URL."""
    return {**_server(url), "CONN_MAX_AGE": KEPT_S}


def _server(url: str) -> dict[str, Any]:
    if url.startswith("sqlite:///"):
        name = unquote(url.removeprefix("sqlite:///"))
        return {
            "ENGINE": "tongyun.kernel.database.sqlite3",
            "NAME": name,
            # A file like the real one: in memory, threads would share one cache and lock each other out.
            "TEST": {"NAME": f"{name}.test"},
            # IMMEDIATE takes the write lock at the start, so a transaction never fails half way for want of it.
            "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_START},
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "tongyun.kernel.database.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_HEALTH_CHECKS": True,
    }
