"""Who reads a board, and which boards somebody reads: the same rule from both ends, as of now."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from ...models import Appointment, Board, Grant, Membership, Organisation, OrganisationLink, User
from ..context import current_actor
from ..permissions.checks import access


def readers(board: Board) -> QuerySet[User]:
    """The active people who read a board."""
    people = User.objects.filter(active=True)
    if board.everyone:
        return people
    units = _with_successors(board.organisations.values_list("id", flat=True))
    below = OrganisationLink.objects.filter(above__in=units).values("below_id")
    grants = Grant.objects.filter(role__in=board.roles.all())
    members = Membership.objects.filter(group__active=True, group__in=grants.exclude(group=None).values("group_id"))
    posts = grants.exclude(post=None).values("post_id")
    posted = Appointment.objects.filter(Appointment.holding_on(localdate()), post__active=True, post__in=posts)
    return people.filter(
        Q(organisation_id__in=below)
        | Q(id__in=grants.exclude(user=None).values("user_id"))
        | Q(id__in=members.values("user_id"))
        | Q(id__in=posted.values("user_id"))
    )


def boards_of_actor() -> QuerySet[Board]:
    """The boards in use that the current actor reads; the platform itself reads all, an agent none."""
    actor = current_actor()
    boards = Board.objects.filter(retired=False)
    if actor.kind != "user":
        return boards if actor.kind == "system" else boards.none()
    unit = User.objects.filter(id=actor.id).values("organisation_id")
    above = OrganisationLink.objects.filter(below__in=unit).values_list("above_id", flat=True)
    units = _with_predecessors(above)
    roles = {held.role_id for held in access(actor).held}
    mine = Q(everyone=True) | Q(organisations__in=units) | Q(roles__in=roles)
    return boards.filter(id__in=Board.objects.filter(mine).values("id"))


def _with_successors(units: Iterable[UUID]) -> set[UUID]:
    """Units and those they were merged into: their people are there now."""
    found, new = set[UUID](), set(units)
    while new:
        found |= new
        rows = Organisation.objects.filter(id__in=new, merged_into__isnull=False)
        new = {unit for unit in rows.values_list("merged_into_id", flat=True) if unit is not None} - found
    return found


def _with_predecessors(units: Iterable[UUID]) -> set[UUID]:
    """Units and those that were merged into them."""
    found, new = set[UUID](), set(units)
    while new:
        found |= new
        new = set(Organisation.objects.filter(merged_into__in=new).values_list("id", flat=True)) - found
    return found
