"""A city of organisations, people and items, and the list of items as several of its people see it."""

import time
from collections.abc import Callable
from functools import partial
from random import Random

from django.core.management import call_command
from django.http import QueryDict
from django.test import RequestFactory

from tongyun.inventory.api.routes import ITEMS
from tongyun.inventory.models import Item
from tongyun.inventory.queries import seen_items
from tongyun.kernel.contracts import Actor
from tongyun.kernel.facade import page, reach_of
from tongyun.kernel.models import Grant, Organisation, Role, User
from tongyun.kernel.services import context
from tongyun.packs.facade import apply_all

from . import multiplying as many

READ = "inventory:read"


def fill(organisations: int, users: int, items: int) -> None:
    """Make the city: a root, bureaus below it, offices below those; everybody holds a role within a scope."""
    call_command("migrate", interactive=False, verbosity=0)
    apply_all()
    dice = Random(7)
    root = Organisation.objects.create(code="root", name="市政府")
    bureaus = [Organisation.objects.create(code=f"b{n}", name=f"局{n}", parent=root) for n in range(12)]
    offices = [
        Organisation.objects.create(code=f"o{n}", name=f"处{n}", parent=dice.choice(bureaus))
        for n in range(organisations - 13)
    ]
    units = [root, *bureaus, *offices]
    role = Role.objects.create(key="bench", title="查阅", permissions=[READ])
    people = User.objects.bulk_create(
        User(username=f"u{n}", name=f"用户{n}", password="!", organisation=dice.choice(units)) for n in range(users)
    )
    Grant.objects.bulk_create(Grant(user=person, role=role, scope="organisation") for person in people)
    Grant.objects.filter(user=people[0]).update(scope="all")
    # One whose scope is half of the city, and one whose scope is nearly all of it.
    halves = {"half": units[: organisations // 2], "most": units[: organisations - 2]}
    for person, (name, named) in zip(people[1:3], halves.items(), strict=True):
        User.objects.filter(id=person.id).update(username=name)
        given = Grant.objects.get(user=person)
        Grant.objects.filter(id=given.id).update(scope="named")
        given.organisations.set(named)
    User.objects.filter(id=people[0].id).update(username="all")
    Item.objects.bulk_create(
        (
            Item(
                type_id="host",
                name=f"主机-{n:06}",
                attributes={"hostname": f"host-{n:06}", "addresses": [f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"]},
                organisation=dice.choice(units),
                source="agent",
            )
            for n in range(items)
        ),
        batch_size=2_000,
    )
    many.settle()


def lists() -> dict[str, Callable[[], tuple[float, float, float]]]:
    """The first page of items and its total, as each of three people sees it; gives the seconds of each part."""
    people = User.objects.in_bulk(["all", "half", "most"], field_name="username")
    return {name: partial(_listed, Actor("user", str(user.id), user.name)) for name, user in people.items()}


def _listed(actor: Actor) -> tuple[float, float, float]:
    request = RequestFactory().get("/api/v1/items")
    request.GET = QueryDict("limit=50")
    with context.acting_as(actor):
        began = time.perf_counter()
        reach_of(READ)
        granted = time.perf_counter()
        rows = seen_items().select_related("organisation")
        assert len(rows.order_by("name", "pk")[:51]) == 51
        queried = time.perf_counter()
        assert len(page(request, rows, ITEMS, list)["items"]) == 50
        ended = time.perf_counter()
    return granted - began, queried - granted, ended - queried + granted - began
