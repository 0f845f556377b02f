"""Organisations and people as other rooms may see them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class OrganisationView:
    """A unit of the tree. `parent_id` is None at a root; `active` is false for one that has ended or not begun."""

    id: UUID
    code: str
    name: str
    kind: str
    division_level: str
    parent_id: UUID | None
    active: bool
