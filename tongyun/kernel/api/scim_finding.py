"""What a filter of SCIM finds, and a part of it as the answer: asked by GET or by POST, of one kind or of both."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from ..models import IdentityProvider
from ..services.scim import groups as scim_groups
from ..services.scim import users as scim_users
from ..services.scim.resources import MAX_COUNT, chosen, listed
from .scim_service import Resource, answered


class Found:
    """The resources of one kind that a search means."""

    def __init__(self, rows: QuerySet[Any], show: Callable[[list[Any]], list[Resource]]) -> None:
        self.rows, self._show = rows, show
        self.total = rows.count()

    def part(self, start: int, count: int) -> list[Resource]:
        """Some of them, counted from 0."""
        return self._show(list(self.rows[start : start + count])) if count > 0 and start < self.total else []


def found_users(row: IdentityProvider, text: str, base: str) -> Found:
    """The people that a filter means."""

    def show(found: list[Any]) -> list[Resource]:
        groups = scim_groups.groups_of(found)
        return [scim_users.shown(link, base, groups.get(link.user_id, [])) for link in found]

    return Found(scim_users.matching(row, text).order_by("created_at", "id"), show)


def found_groups(row: IdentityProvider, text: str, base: str) -> Found:
    """The groups that a filter means."""

    def show(found: list[Any]) -> list[Resource]:
        members = scim_groups.members_of(found)
        return [scim_groups.shown(each, base, members.get(each.group_id, [])) for each in found]

    return Found(scim_groups.matching(row, text).order_by("group__created_at", "id"), show)


def answer_part(kinds: list[Found], first: int, count: int, only: str, without: str) -> HttpResponse:
    """`count` resources from the `first` on (counted from 1), through one kind after the other.

    Numbers outside their bounds are brought inside; `only` and `without` are names of attributes with commas between.
    """
    start, left = max(first, 1), min(max(count, 0), MAX_COUNT)
    shown: list[Resource] = []
    skip = start - 1
    for kind in kinds:
        shown += kind.part(skip, left - len(shown))
        skip = max(0, skip - kind.total)
    return answered(listed([chosen(each, only, without) for each in shown], sum(kind.total for kind in kinds), start))
