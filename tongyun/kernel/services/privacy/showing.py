"""What of personal data the actor sees without saying why: one's own, and everything else behind its mask."""

from typing import Any
from uuid import UUID

from ...contracts.personal import kind_named, mask
from ..context import current_actor, memo
from ..permissions import may

REVEAL = "personal:reveal"
#: What a request that said why keeps beside its actor (see telling.py).
TOLD = "personal_told"


def clearly(*, organisation: UUID | None, owner: UUID | str | None = None) -> bool:
    """Whether the actor sees personal data of a record as they are: it is the actor's own, the platform asks, or this
    request said why and the right reaches the record's organisation."""
    actor = current_actor()
    if actor.kind == "system" or (actor.kind == "user" and owner is not None and str(owner) == actor.id):
        return True
    return TOLD in (memo() or {}) and may(REVEAL, organisation=organisation, owner=owner)


def shown(kind: str, text: str, *, clear: bool) -> str:
    """A value as it goes out."""
    return text if clear else mask(kind, text)


def without_personal(value: Any, name: str = "") -> Any:
    """A state, a row of a table or a list of contacts with the personal data in it masked, told by their names."""
    if isinstance(value, dict):
        return {key: without_personal(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_personal(inner, name) for inner in value]
    kind = kind_named(name) if isinstance(value, str) else ""
    return mask(kind, value) if kind else value
