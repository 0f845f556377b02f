"""Scopes: what a grant reaches, seen from users, groups and posts; and that no wider scope shows less."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Api
from tongyun.kernel.contracts import EVERYWHERE, NOWHERE, Forbidden, NotFound, Reach
from tongyun.kernel.facade import may, require, users_with, visible
from tongyun.kernel.models import Appointment, Group, Membership, Organisation, Post, Role, User
from tongyun.kernel.services.permissions import effective
from tongyun.kernel.services.permissions.effective import access_of

pytestmark = pytest.mark.django_db

UNITS = [UUID(int=number) for number in range(1, 6)]
REACHES = st.builds(Reach, st.booleans(), st.frozensets(st.sampled_from(UNITS)), st.booleans())
RECORDS = st.tuples(st.none() | st.sampled_from(UNITS), st.booleans())


def covers(reach: Reach, record: tuple[UUID | None, bool]) -> bool:
    return reach.covers(record[0], mine=record[1])


@given(REACHES, REACHES, RECORDS)
def test_two_grants_reach_exactly_what_either_does(one: Reach, other: Reach, record) -> None:
    assert covers(one | other, record) == (covers(one, record) or covers(other, record))
    assert one <= (one | other)
    assert other <= (one | other)


@given(REACHES, REACHES, RECORDS)
def test_a_wider_reach_never_shows_less(one: Reach, other: Reach, record) -> None:
    if one <= other and covers(one, record):
        assert covers(other, record)


@given(RECORDS)
def test_nothing_is_nothing_and_everything_everything(record) -> None:
    assert not covers(NOWHERE, record)
    assert covers(EVERYWHERE, record)


def seen(user: User, acting) -> set[str]:
    with acting(user):
        return {unit.code for unit in visible(Organisation.objects.all(), "ticket:read", organisation="id")}


@pytest.mark.parametrize(
    ("scope", "named", "expected"),
    [
        ("own", [], set()),
        ("organisation", [], {"health"}),
        ("below", [], {"health", "district"}),
        ("named", ["education", "district"], {"education", "district"}),
        ("all", [], {"root", "health", "district", "education"}),
    ],
)
def test_each_scope_of_a_user(city, clerk, give, acting, scope, named, expected) -> None:
    give(clerk, scope, *(city[key] for key in named))
    assert seen(clerk, acting) == expected
    with acting(clerk):
        for key, unit in city.items():
            assert may("ticket:read", organisation=unit.id) == (unit.code in expected), key
        assert may("ticket:read", organisation=None) == (scope == "all")
        assert may("ticket:read", organisation=None, owner=clerk.id), "one's own is in every scope"
    for unit in city.values():
        assert (clerk.id in users_with("ticket:read", organisation=unit.id)) == (unit.code in expected)


def test_grants_add_up(city, clerk, give, acting) -> None:
    give(clerk, "organisation")
    give(clerk, "named", city["education"])
    assert seen(clerk, acting) == {"health", "education"}


def test_a_group_gives_seen_from_each_member(city, clerk, give, acting) -> None:
    group = Group.objects.create(code="night", name="夜班")
    give(group, "below")
    assert seen(clerk, acting) == set()
    Membership.objects.create(group=group, user=clerk)
    assert seen(clerk, acting) == {"health", "district"}
    assert users_with("ticket:read", organisation=city["district"].id) == [clerk.id]
    Group.objects.update(active=False)
    assert seen(clerk, acting) == set()
    assert users_with("ticket:read") == []


def test_a_post_gives_where_the_appointment_is_and_as_long_as_it_lasts(city, clerk, give, acting) -> None:
    post, today = Post.objects.create(code="head", name="部门负责人"), localdate()
    give(post, "organisation")
    held = Appointment.objects.create(user=clerk, post=post, organisation=city["education"], since=today)
    assert seen(clerk, acting) == {"education"}
    assert users_with("ticket:read", organisation=city["education"].id) == [clerk.id]
    assert users_with("ticket:read", organisation=city["health"].id) == []
    held.until = today
    held.save()
    assert seen(clerk, acting) == set()
    Appointment.objects.update(since=today + timedelta(days=1), until=None)
    assert seen(clerk, acting) == set()


def test_without_the_permission_403_out_of_scope_404(city, clerk, give, acting) -> None:
    give(clerk, "organisation")
    with acting(clerk):
        assert require("ticket:read", organisation=city["health"].id).id == str(clerk.id)
        with pytest.raises(NotFound):
            require("ticket:read", organisation=city["education"].id)
        with pytest.raises(Forbidden):
            require("ticket:handle", organisation=city["education"].id)


def test_a_right_that_knows_no_scope_needs_everything(city, clerk, give, acting) -> None:
    give(clerk, "below")
    with acting(clerk):
        assert not may("role:read")
    give(clerk, "all")
    with acting(clerk):
        assert may("role:read")


def test_grants_are_read_once_a_request(city, clerk, give, django_assert_num_queries) -> None:
    give(clerk, "below")
    give(clerk, "named", city["education"])
    with django_assert_num_queries(5):
        access_of(clerk.id)
    api = Api(clerk)
    with CaptureQueriesContext(connection) as told:
        assert api.get("users").status_code == 200
    assert sum('FROM "kernel_grant" ' in query["sql"] for query in told.captured_queries) == 1


def test_a_user_who_was_switched_off_is_told_nothing(city, clerk, give) -> None:
    give(clerk, "all")
    User.objects.update(active=False)
    assert users_with("ticket:read") == []


def test_everything_of_a_realm_is_not_everything(clerk, give) -> None:
    everything = Role.objects.create(key="all-business", title="全部业务", permissions=["*"])
    give(clerk, "all", role=everything)
    keys = access_of(clerk.id).keys
    assert {"ticket:handle", "inventory:write"} <= keys
    assert not keys & {"audit:read", "role:write", "token:issue", "policy:write"}


def test_the_grants_of_a_caller_are_found_by_their_indexes(admin: User) -> None:
    told = effective._grants(admin.id, localdate()).explain()
    assert "kernel_grant" in told
    assert "SubPlan" not in told, "PostgreSQL would try each grant"
    assert "SCAN kernel_grant\n" not in told
