"""Shapes of people and organisations."""

from uuid import UUID

from ninja import Schema


class OrganisationOut(Schema):
    """An organisation, as much as a label needs."""

    id: UUID
    name: str


class UserOut(Schema):
    """A person, as much as a label needs."""

    id: UUID
    username: str
    name: str
    organisation: OrganisationOut | None
    active: bool
