"""People as lists and pages show them. The number of queries does not depend on the number of people."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from ..contracts import utc_now
from ..models import Appointment, Group, Post, Substitution, User


def posts_of(users: Sequence[User]) -> dict[UUID, list[str]]:
    """What each person is today, each post as `岗位 · 机构`."""
    posts: dict[UUID, list[str]] = defaultdict(list)
    held = Appointment.objects.filter(Appointment.holding_on(localdate()), user__in=users)
    rows = held.order_by("post__position", "post__code")
    for user, post, unit in rows.values_list("user_id", "post__name", "organisation__name"):
        posts[user].append(f"{post} · {unit}")
    return posts


def away_until(users: Sequence[User]) -> dict[UUID, datetime]:
    """Until when those are away who have a substitute now."""
    now = utc_now()
    rows = Substitution.objects.filter(absent__in=users, starts_at__lte=now, ends_at__gt=now, cancelled_at=None)
    ends: dict[UUID, datetime] = {}
    for absent, end in rows.values_list("absent_id", "ends_at"):
        ends[absent] = max(end, ends.get(absent, end))
    return ends


def groups() -> QuerySet[Group]:
    """Groups with the number of their active members."""
    active = Count("memberships", filter=Q(memberships__user__active=True))
    return Group.objects.select_related("organisation").annotate(members=active)


def posts() -> QuerySet[Post]:
    """Posts with the number of those who hold them today."""
    today = localdate()
    holds = Q(appointments__since__lte=today) & (Q(appointments__until=None) | Q(appointments__until__gt=today))
    active = Count("appointments__user", filter=holds & Q(appointments__user__active=True), distinct=True)
    return Post.objects.annotate(holders=active)
