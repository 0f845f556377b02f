"""Two create the same at the same instant: the unique index stops the second, who is told so."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from typing import Any

import pytest
from django.db import IntegrityError, connection, models
from django.db.models.signals import pre_save

from tests.conftest import Api
from tongyun.kernel.contracts import new_id
from tongyun.kernel.models import AuditRecord, Group, ListView, Organisation
from tongyun.kernel.services.bulk import bulk
from tongyun.kernel.services.uniqueness import duplicate

pytestmark = pytest.mark.django_db

FirstCome = Callable[[type[models.Model]], AbstractContextManager[None]]


@pytest.fixture
def overtaken() -> FirstCome:
    """Somebody else writes the same record after the verb looked and before it writes."""

    @contextmanager
    def by_another(model: type[models.Model]) -> Iterator[None]:
        def first(instance: models.Model, **_: Any) -> None:
            other = copy(instance)
            other.pk = new_id()
            model._base_manager.bulk_create([other])

        pre_save.connect(first, sender=model)
        try:
            yield
        finally:
            pre_save.disconnect(first, sender=model)

    return by_another


def test_the_second_is_told_that_it_came_second(api: Api, overtaken: FirstCome) -> None:
    with overtaken(ListView):
        answer = api.post("list-views", {"list": "tickets", "name": "我的待办", "content": {}})
    assert answer.status_code == 409, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "duplicate"
    assert "kernel_" not in answer.content.decode(), "nothing of the database is told"
    assert not ListView.objects.exists()
    assert not AuditRecord.objects.filter(action="list_view.saved").exists()
    with overtaken(Group):
        assert api.post("groups", {"code": "net", "name": "网络组"}).json()["code"] == "duplicate"


def test_a_row_that_is_taken_holds_up_no_other(organisation: Organisation) -> None:
    def add(row: Any) -> None:
        Group.objects.create(id=row, code="net", name="网络组")

    first, second = bulk([new_id(), new_id()], add)
    assert (first.code, second.code) == ("", "duplicate")


def test_what_the_database_refuses_otherwise_is_a_mistake_of_ours(organisation: Organisation) -> None:
    with pytest.raises(IntegrityError) as refused, connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_organisation SET name = NULL")
    assert duplicate(refused.value) is None
