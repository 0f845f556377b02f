"""A city at work: organisations and people with roles, items, years of tickets, all of it in the search index."""

from random import Random

from tongyun.kernel.models import Grant, Organisation, Role, User
from tongyun.kernel.services.searching import rebuild
from tongyun.kernel.services.signin.sessions import open_session

from . import scoped, years
from .multiplying import settle

ORGANISATIONS, USERS = 118, 3_300
PERMISSIONS = (
    "alert:read",
    "incident:read",
    "inventory:read",
    "inventory:write",
    "organisation:read",
    "ticket:create",
    "ticket:handle",
    "ticket:read",
    "user:read",
)


def fill(items: int, tickets: int, *, index: bool = True) -> None:
    """Make all of it."""
    scoped.fill(ORGANISATIONS, USERS, items)
    Role.objects.filter(key="bench").update(permissions=list(PERMISSIONS))
    years.fill(tickets)
    if index:
        rebuild()
        settle()


def sign_in(people: int) -> list[str]:
    """Cookies of so many: one in ten sees everything, two in ten what is below them, the others their own."""
    dice = Random(11)
    chosen = dice.sample(list(User.objects.exclude(username__in=["all", "half", "most"]).order_by("id")), people)
    bureaus = list(Organisation.objects.filter(code__startswith="b"))
    for place, user in enumerate(chosen):
        if place % 10 == 0:
            Grant.objects.filter(user=user).update(scope="all")
        elif place % 10 < 3:
            Grant.objects.filter(user=user).update(scope="below")
            User.objects.filter(id=user.id).update(organisation=dice.choice(bureaus))
    opened = [open_session(user, "bench", "127.0.0.1", "bench") for user in chosen]
    assert all(each.session.stage == "ready" for each in opened)
    return [each.token for each in opened]
