"""Who acts in the running code: set once at the edge (request, agent, worker), read by audit and permission checks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

from ..contracts import Actor

SYSTEM = Actor(kind="system", id="system", name="统运")

_actor: ContextVar[Actor] = ContextVar("tongyun_actor", default=SYSTEM)


def current_actor() -> Actor:
    """The one who acts now; the platform itself when nobody was set."""
    return _actor.get()


def become(actor: Actor) -> Token[Actor]:
    """Set the actor for the rest of this context (a request)."""
    return _actor.set(actor)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Act as somebody for the length of a block."""
    token = _actor.set(actor)
    try:
        yield actor
    finally:
        _actor.reset(token)


def system_actor(name: str) -> Actor:
    """The platform, acting in a named capacity such as `规则引擎`."""
    return Actor(kind="system", id="system", name=name)
