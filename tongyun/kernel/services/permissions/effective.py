"""What a user's grants give: read in a fixed number of queries, once a request."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from ...contracts import NOWHERE, Reach
from ...models import Appointment, Grant, Group, Membership, OrganisationLink, Post, Role, User
from ..prepared import Prepared
from . import separation
from .declared import expanded, permissions

DIRECT, BY_GROUP, BY_POST = "user", "group", "post"


@dataclass(frozen=True)
class Held:
    """One grant as it is for one user. `idle` says why it gives nothing, and is empty when it gives something."""

    grant_id: UUID
    role_id: UUID
    role: str
    role_title: str
    realm: str
    permissions: frozenset[str]
    hidden: Mapping[str, list[str]]
    scope: str
    reach: Reach
    via: str
    via_name: str
    idle: str = ""

    def gives(self, permission: str) -> bool:
        """Whether a permission comes from this grant, within its reach."""
        if self.idle or permission not in self.permissions:
            return False
        declared = permissions.get(permission)
        return self.reach.everything or (declared is not None and declared.scoped)


@dataclass(frozen=True)
class Access:
    """Everything one user may do."""

    held: tuple[Held, ...] = ()
    _reaches: dict[str, Reach] = field(default_factory=dict, compare=False, repr=False)

    def reach(self, permission: str) -> Reach:
        """How far a permission reaches; nowhere when it is not held."""
        found = self._reaches.get(permission)
        if found is None:
            found = NOWHERE
            for held in self.held:
                if held.gives(permission):
                    found = found | held.reach
            self._reaches[permission] = found
        return found

    @cached_property
    def keys(self) -> frozenset[str]:
        """All permissions held, wherever they reach."""
        wanted = {key for held in self.held for key in held.permissions}
        return frozenset(key for key in wanted if self.reach(key))

    @cached_property
    def hidden(self) -> Mapping[str, frozenset[str]]:
        """Fields hidden by resource. What any role hides stays hidden: another role must not let it be inferred."""
        found: dict[str, set[str]] = defaultdict(set)
        for held in self.held:
            for resource, names in held.hidden.items() if not held.idle else ():
                found[resource].update(names)
        return {resource: frozenset(names) for resource, names in found.items()}


NOTHING = Access()


def _appointments(user_id: UUID, today: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(Appointment.holding_on(today), user_id=user_id, post__active=True)


def _grants(user_id: UUID, today: date) -> QuerySet[Grant, tuple[Any, ...]]:
    groups = Membership.objects.filter(user_id=user_id, group__active=True).values("group_id")
    posts = _appointments(user_id, today).values("post_id")
    # Three questions in one, each by its index: for an OR of them PostgreSQL reads all grants from end to end.
    # A grant has one holder, so none comes twice.
    ways = Q(user_id=user_id), Q(group_id__in=groups), Q(post_id__in=posts)
    columns = (*_OF_GRANT, *(f"role__{name}" for name in _OF_ROLE), "group__name", "post__name")
    own, *others = (Grant.objects.filter(way).order_by().values_list(*columns) for way in ways)
    return own.union(*others, all=True).order_by("created_at", "id")


_OF_GRANT = ("id", "user_id", "group_id", "post_id", "scope", "created_at")
_OF_ROLE = ("id", "key", "title", "realm", "permissions", "hidden")
_SOMEBODY, _ONE_DAY = UUID("ffffffff-ffff-4fff-bfff-fffffffffffe"), date(1900, 1, 2)
_APPOINTMENTS = Prepared(
    lambda user_id, today: _appointments(user_id, today).values_list("post_id", "organisation_id"), _SOMEBODY, _ONE_DAY
)
_GRANTS = Prepared(_grants, _SOMEBODY, _ONE_DAY)
_HOME = Prepared(lambda user_id: User.objects.filter(id=user_id).values_list("organisation_id"), _SOMEBODY)


def _grant(row: tuple[Any, ...]) -> Grant:
    """A grant with its role and its holder's name, of a row of `_GRANTS`."""
    own, of_role, (group, post) = row[: len(_OF_GRANT)], row[len(_OF_GRANT) : -2], row[-2:]
    grant = Grant(**dict(zip(_OF_GRANT, own, strict=True)), role=Role(**dict(zip(_OF_ROLE, of_role, strict=True))))
    if grant.group_id is not None:
        grant.group = Group(id=grant.group_id, name=group)
    if grant.post_id is not None:
        grant.post = Post(id=grant.post_id, name=post)
    return grant


def access_of(user_id: UUID | str) -> Access:
    """What a user's grants give now: 2 queries, and up to 3 more for scopes that depend on organisations."""
    user_id, today = UUID(str(user_id)), localdate()
    posts: dict[UUID, set[UUID]] = defaultdict(set)
    for post, unit in _APPOINTMENTS.ask(user_id, today):
        posts[post].add(unit)
    grants = [_grant(row) for row in _GRANTS.ask(user_id, today)]
    if not grants:
        return NOTHING
    realms = {grant.role.realm for grant in grants if counts(grant)}
    reaches = _reaches(grants, user_id, posts)
    return Access(tuple(_held(grant, reaches[grant.id], realms) for grant in grants))


def counts(grant: Grant) -> bool:
    """Whether a grant makes its holder what its role's realm says: an administrator is one in person."""
    return grant.user_id is not None or grant.role.realm not in separation.ADMINISTRATORS


def _held(grant: Grant, reach: Reach, realms: Iterable[str]) -> Held:
    via, name = DIRECT, ""
    if grant.group is not None:
        via, name = BY_GROUP, grant.group.name
    elif grant.post is not None:
        via, name = BY_POST, grant.post.name
    role = grant.role
    return Held(
        grant.id,
        role.id,
        role.key,
        role.title,
        role.realm,
        expanded(role.permissions, role.realm),
        role.hidden,
        grant.scope,
        reach,
        via,
        name,
        separation.without_effect(role.realm, set(realms), in_person=counts(grant)),
    )


def _reaches(grants: list[Grant], user_id: UUID, posts: Mapping[UUID, set[UUID]]) -> dict[UUID, Reach]:
    """The reach of each grant, seen from where its holder stands."""
    scopes = {grant.scope for grant in grants}
    home: set[UUID] = set()
    if scopes & {Grant.Scope.ORGANISATION, Grant.Scope.BELOW}:
        home = {unit for (unit,) in _HOME.ask(user_id) if unit}
    anchors = {grant.id: posts[grant.post_id] if grant.post_id else home for grant in grants}
    below = _below({unit for grant in grants if grant.scope == Grant.Scope.BELOW for unit in anchors[grant.id]})
    named = _named([grant.id for grant in grants if grant.scope == Grant.Scope.NAMED])
    found: dict[UUID, Reach] = {}
    for grant in grants:
        units: frozenset[UUID] = frozenset()
        if grant.scope == Grant.Scope.ORGANISATION:
            units = frozenset(anchors[grant.id])
        elif grant.scope == Grant.Scope.BELOW:
            units = frozenset(unit for anchor in anchors[grant.id] for unit in below[anchor])
        elif grant.scope == Grant.Scope.NAMED:
            units = frozenset(named[grant.id])
        found[grant.id] = Reach(grant.scope == Grant.Scope.ALL, units, own=True)
    return found


def _below(anchors: set[UUID]) -> Mapping[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    if anchors:
        for above, unit in OrganisationLink.objects.filter(above__in=anchors).values_list("above_id", "below_id"):
            found[above].add(unit)
    return found


def _named(grants: list[UUID]) -> Mapping[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    if grants:
        rows = Grant.organisations.through.objects.filter(grant_id__in=grants)
        for grant, unit in rows.values_list("grant_id", "organisation_id"):
            found[grant].add(unit)
    return found
