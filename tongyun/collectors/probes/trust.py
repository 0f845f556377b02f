"""Whose certificates are believed."""

import ssl
from functools import cache


@cache
def system_trust() -> ssl.SSLContext:
    """The system's trust store, read once a process: reading it takes longer than most probes."""
    return ssl.create_default_context()
