"""Who holds a permission: the question the other way round, for news and candidates."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import EllipsisType
from uuid import UUID

from django.utils.timezone import localdate

from ...models import Appointment, Grant, Membership, OrganisationLink, Role, User
from . import separation
from .declared import expanded, permissions
from .effective import counts


@dataclass(frozen=True)
class _Holding:
    """One user holds one grant, seen from an organisation."""

    user: UUID
    grant: Grant
    unit: UUID | None


def users_with(permission: str, *, organisation: UUID | EllipsisType | None = ...) -> list[UUID]:
    """Active users that hold a permission, in the order they were created: at all, or for records of an organisation.

    Records without an organisation are the business of those who hold it for everything.
    """
    declared = permissions.get(permission)
    if declared is None:
        return []
    roles = [role.id for role in Role.objects.all() if permission in expanded(role.permissions, role.realm)]
    grants = Grant.objects.filter(role__in=roles).select_related("role")
    if not declared.scoped:
        grants = grants.filter(scope=Grant.Scope.ALL)
    covering = _Covering(organisation)
    holdings = [holding for holding in _holdings(list(grants)) if covering.covers(holding)]
    seats = _seats()
    found = {
        holding.user
        for holding in holdings
        if not separation.without_effect(
            holding.grant.role.realm,
            {holding.grant.role.realm, *seats.get(holding.user, ())},
            in_person=counts(holding.grant),
        )
    }
    rows = User.objects.filter(id__in=found, active=True).order_by("created_at", "id")
    return list(rows.values_list("id", flat=True))


def _seats() -> dict[UUID, set[str]]:
    """The administrators in person, and of what."""
    rows = Grant.objects.filter(user__isnull=False, role__realm__in=separation.ADMINISTRATORS)
    found: dict[UUID, set[str]] = {}
    for user, realm in rows.values_list("user_id", "role__realm"):
        found.setdefault(user, set()).add(realm)
    return found


class _Covering:
    """Whether a grant covers records of one organisation."""

    def __init__(self, organisation: UUID | EllipsisType | None) -> None:
        self.anywhere = organisation is ...
        self.organisation = organisation if isinstance(organisation, UUID) else None
        self.above: set[UUID] = set()
        self.naming: set[UUID] = set()
        if self.organisation is not None:
            links = OrganisationLink.objects.filter(below_id=self.organisation)
            self.above = set(links.values_list("above_id", flat=True))
            named = Grant.organisations.through.objects.filter(organisation_id=self.organisation)
            self.naming = set(named.values_list("grant_id", flat=True))

    def covers(self, holding: _Holding) -> bool:
        """Whether it does, for this holder."""
        scope = holding.grant.scope
        if self.anywhere or scope == Grant.Scope.ALL:
            return True
        if self.organisation is None:
            return False
        if scope == Grant.Scope.ORGANISATION:
            return holding.unit == self.organisation
        if scope == Grant.Scope.BELOW:
            return holding.unit in self.above
        return scope == Grant.Scope.NAMED and holding.grant.id in self.naming


def _holdings(grants: list[Grant]) -> Iterator[_Holding]:
    """Every user of every grant, in three queries."""
    by_user: dict[UUID, list[Grant]] = {}
    by_group: dict[UUID, list[Grant]] = {}
    by_post: dict[UUID, list[Grant]] = {}
    for grant in grants:
        for held, holder in ((by_user, grant.user_id), (by_group, grant.group_id), (by_post, grant.post_id)):
            if holder is not None:
                held.setdefault(holder, []).append(grant)
    users = User.objects.filter(id__in=[*by_user], active=True)
    for user, unit in users.values_list("id", "organisation_id"):
        for grant in by_user[user]:
            yield _Holding(user, grant, unit)
    members = Membership.objects.filter(group_id__in=list(by_group), group__active=True, user__active=True)
    for group, user, unit in members.values_list("group_id", "user_id", "user__organisation_id"):
        for grant in by_group[group]:
            yield _Holding(user, grant, unit)
    today = Appointment.holding_on(localdate())
    held_now = Appointment.objects.filter(today, post_id__in=list(by_post), post__active=True)
    for post, user, unit in held_now.filter(user__active=True).values_list("post_id", "user_id", "organisation_id"):
        for grant in by_post[post]:
            yield _Holding(user, grant, unit)
