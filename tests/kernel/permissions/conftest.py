"""A small city: an authority, two bureaus below it, and a district below one of them."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tongyun.kernel.contracts import Actor
from tongyun.kernel.models import Grant, Organisation, Role, User
from tongyun.kernel.services import context

City = dict[str, Organisation]
Acting = Callable[[User], AbstractContextManager[Actor]]


@pytest.fixture
def city(organisation: Organisation) -> City:
    """city > (health > district), education."""
    health = Organisation.objects.create(code="health", name="卫健委", parent=organisation)
    education = Organisation.objects.create(code="education", name="教育局", parent=organisation)
    district = Organisation.objects.create(code="district", name="区卫生局", parent=health)
    return {"city": organisation, "health": health, "education": education, "district": district}


@pytest.fixture
def clerk(city: City) -> User:
    """Somebody in the health commission, without a role."""
    user = User(username="clerk", name="科员", organisation=city["health"])
    user.set_password("Correct-Horse-9")
    user.save()
    return user


@pytest.fixture
def reader(db: None) -> Role:
    """A role that sees tickets and people."""
    return Role.objects.create(key="reader", title="查阅", permissions=["ticket:read", "user:read", "role:read"])


@pytest.fixture
def acting() -> Acting:
    """Act as a user for a block."""
    return lambda user: context.acting_as(Actor("user", str(user.id), user.name))


@pytest.fixture
def give(reader: Role) -> Callable[..., Grant]:
    """Write a grant down, whatever the services would say to it."""

    def write(holder: object, scope: str = "all", *units: Organisation, role: Role | None = None) -> Grant:
        kind = type(holder).__name__.lower()
        made = Grant.objects.create(role=role or reader, scope=scope, **{kind: holder})
        made.organisations.set(units)
        return made

    return write
