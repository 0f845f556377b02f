"""Who acts in the running code: set once at the edge (request, agent, worker), read by audit and permission checks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any

from ..contracts import Actor

SYSTEM = Actor(kind="system", id="system", name="统运")

_actor: ContextVar[Actor] = ContextVar("tongyun_actor", default=SYSTEM)
_memo: ContextVar[dict[str, Any] | None] = ContextVar("tongyun_memo", default=None)


def current_actor() -> Actor:
    """The one who acts now; the platform itself when nobody was set."""
    return _actor.get()


def become(actor: Actor) -> Token[Actor]:
    """Set the actor for the rest of this context (a request)."""
    _memo.set({})
    return _actor.set(actor)


def memo() -> dict[str, Any] | None:
    """What was already found out about the actor in this request; None outside of one."""
    return _memo.get()


def forget() -> None:
    """Find out again: the actor's own rights may just have changed."""
    known = _memo.get()
    if known is not None:
        known.clear()


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Act as somebody for the length of a block."""
    token, kept = _actor.set(actor), _memo.set({})
    try:
        yield actor
    finally:
        _memo.reset(kept)
        _actor.reset(token)


def system_actor(name: str) -> Actor:
    """The platform, acting in a named capacity such as `规则引擎`."""
    return Actor(kind="system", id="system", name=name)
