"""Telling people: inside the platform, by mail, SMS, group robots and whatever Apprise knows.

`telling` writes the message in the caller's transaction; `routing` turns it into deliveries by everybody's rules;
`sending` takes them out, folded, retried, behind a circuit breaker; `postman` runs both in the worker.
"""

from .telling import mark_read, notify
from .wiring import wire

__all__ = ["mark_read", "notify", "wire"]
