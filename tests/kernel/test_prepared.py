"""A query whose SQL is written once answers as the ORM would, whatever it is asked for."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests.conftest import make_user
from tongyun.kernel.models import Grant, Organisation, User
from tongyun.kernel.services.permissions.built_in import DUTY, ensure_roles
from tongyun.kernel.services.prepared import Prepared

pytestmark = pytest.mark.django_db

SOMEBODY, ONE_DAY = UUID("ffffffff-ffff-4fff-bfff-ffffffffffff"), date(1900, 1, 2)


def grants(user_id: UUID, day: date):
    rows = Grant.objects.filter(Q(user__valid_to=None) | Q(user__valid_to__gt=day), user_id=user_id)
    return rows.order_by("id").values_list("id", "role__permissions", "role__created_at", "user__valid_to", "scope")


def test_it_answers_as_the_orm_does(organisation: Organisation) -> None:
    roles = ensure_roles()
    anna = make_user("anna", "安娜", organisation, [roles[DUTY]])
    bert = make_user("bert", "伯特", organisation, list(roles.values()))
    User.objects.filter(id=bert.id).update(valid_to=date(2030, 1, 1))
    prepared = Prepared(grants, SOMEBODY, ONE_DAY)
    for user in (anna, bert, anna):
        for day in (date(2029, 12, 31), date(2030, 1, 1)):
            assert prepared.ask(user.id, day) == list(grants(user.id, day))
    assert len(prepared.ask(bert.id, date(2029, 12, 31))) == len(roles)
    assert prepared.ask(uuid4(), date(2029, 12, 31)) == []


def test_a_moment_has_its_place_like_a_day(organisation: Organisation) -> None:
    anna = make_user("anna", "安娜", organisation, [])

    def joined(since: datetime):
        return User.objects.filter(created_at__gte=since).values_list("id")

    since = User.objects.get(id=anna.id).created_at
    prepared = Prepared(joined, datetime(1900, 1, 1, tzinfo=UTC))
    for moment in (since, since + timedelta(microseconds=1)):
        assert prepared.ask(moment) == list(joined(moment))
    assert (anna.id,) in prepared.ask(since)


def test_it_is_one_query(organisation: Organisation) -> None:
    prepared = Prepared(grants, SOMEBODY, ONE_DAY)
    with CaptureQueriesContext(connection) as asked:
        prepared.ask(uuid4(), date(2029, 12, 31))
    assert len(asked) == 1


def test_a_value_without_a_place_is_a_mistake_that_shows() -> None:
    lost = Prepared(lambda user_id, day: User.objects.filter(id=user_id).values_list("id"), SOMEBODY, ONE_DAY)
    with pytest.raises(RuntimeError, match="no place"):
        lost.ask(uuid4(), date(2029, 12, 31))
