"""Secrets that an installation makes for itself, each in a file that only its owner may read."""

import contextlib
import os
import secrets
from pathlib import Path


def secret(folder: Path, name: str) -> str:
    """The secret of this name; made on first use. Two processes that start together agree on one value."""
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f".{name}.{os.getpid()}"
    if not path.exists():
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
        with contextlib.suppress(FileExistsError):  # the other process was faster: its value counts
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text().strip()
