"""Substitution: who stands in for whom at a moment."""

from datetime import timedelta

import pytest

from tests.conftest import make_user
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.facade import duty_users, stands_in_for, substitutes_of, with_substitutes
from tongyun.kernel.models import Substitution, User
from tongyun.kernel.services.permissions.built_in import ensure_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(organisation) -> list[User]:
    return [make_user(name, name, organisation, []) for name in ("wang", "li", "zhao")]


def away(absent: User, substitute: User, start_h: float = -1, end_h: float = 1) -> Substitution:
    now = utc_now()
    return Substitution.objects.create(
        absent=absent,
        substitute=substitute,
        starts_at=now + timedelta(hours=start_h),
        ends_at=now + timedelta(hours=end_h),
    )


def test_only_the_time_of_absence_counts(people) -> None:
    wang, li, _ = people
    away(wang, li, 1, 2)
    assert substitutes_of(wang.id) == ()
    assert substitutes_of(wang.id, utc_now() + timedelta(minutes=90)) == (li.id,)
    assert substitutes_of(wang.id, utc_now() + timedelta(hours=3)) == ()


def test_a_substitute_who_is_away_is_followed(people, django_assert_num_queries) -> None:
    wang, li, zhao = people
    away(wang, li)
    away(li, zhao)
    with django_assert_num_queries(1):
        assert substitutes_of(wang.id) == (zhao.id,)
    assert stands_in_for(zhao.id) == {wang.id, li.id}
    assert with_substitutes([wang.id, li.id]) == [zhao.id]


def test_a_ring_ends_with_somebody(people) -> None:
    wang, li, _ = people
    away(wang, li)
    away(li, wang)
    assert substitutes_of(wang.id) == (li.id,)


def test_a_cancelled_one_and_a_substitute_without_account_do_not_count(people) -> None:
    wang, li, zhao = people
    row = away(wang, li)
    Substitution.objects.filter(id=row.id).update(cancelled_at=utc_now())
    away(wang, zhao)
    User.objects.filter(id=zhao.id).update(active=False)
    assert substitutes_of(wang.id) == ()
    assert with_substitutes([wang.id]) == [wang.id]


def test_duty_follows_the_substitute(people, organisation) -> None:
    chief = make_user("chief", "chief", organisation, [ensure_roles()["duty"]])
    assert duty_users() == [chief.id]
    away(chief, people[0])
    assert duty_users() == [people[0].id]
