"""A long list within a scope: SQLite walks along its order, and what is found stays the same."""

import pytest
from django.db import connection
from django.db.models import Q

from tests.conftest import Api, make_user
from tongyun.kernel.api.lists import plans
from tongyun.kernel.api.lists.keyset import SortKey, ordered
from tongyun.kernel.models import Notification, Organisation, Role
from tongyun.process.models import Ticket
from tongyun.process.services.opening import NewTicket, open_ticket

pytestmark = pytest.mark.django_db

NEWEST = (SortKey("opened_at", descending=True, nullable=False),)


def plan(rows, keys=NEWEST, total: int = plans.LONG) -> str:
    return ordered(plans.along_the_order(rows, keys, total), keys)[:50].explain()


@pytest.fixture
def some(organisation):
    return Ticket.objects.filter(Q(organisation=organisation) | Q(assignee=None, level=1))


def test_a_long_list_is_walked_along_its_order(some) -> None:
    if connection.vendor == "sqlite":
        assert "USE TEMP B-TREE" in plan(some, total=plans.LONG - 1)
        assert "ticket_by_time" in plan(some)
        assert "ticket_by_state" in plan(some.filter(state="open"))
    else:
        assert "+(" not in str(plans.along_the_order(some, NEWEST, plans.LONG).query)


def test_an_order_without_an_index_is_left_to_the_database(some) -> None:
    by_title = (SortKey("title", descending=False, nullable=False),)
    assert plans.along_the_order(some, by_title, plans.LONG) is some
    nobody = Notification.objects.filter(Q(title="x") | Q(body="x"))
    missing = (SortKey("read_at", descending=False, nullable=True),)
    assert plans.along_the_order(nobody, missing, plans.LONG) is nobody


def test_what_is_computed_is_no_column_of_an_index(api: Api, monkeypatch) -> None:
    monkeypatch.setattr(plans, "LONG", 0)
    for read in ("true", "false"):
        answer = api.get("announcements", read=read)
        assert answer.status_code == 200, answer.content


def test_the_same_tickets_are_found_page_by_page(api: Api, hosts_pack, as_admin, organisation, monkeypatch) -> None:
    elsewhere = Organisation.objects.create(code="elsewhere", name="别处", parent=organisation)
    for number in range(9):
        unit = elsewhere if number % 3 else organisation
        open_ticket(NewTicket("incident", f"工单 {number}", 3, organisation_id=unit.id))
    role = Role.objects.create(key="reader", title="查阅", permissions=["ticket:read"])
    reader = Api(make_user("reader", "读者", elsewhere, [role], scope="organisation"))

    def all_pages() -> list[str]:
        found, cursor = [], {}
        while True:
            answer = reader.get("tickets", limit="2", **cursor).json()
            found += [each["title"] for each in answer["items"]]
            if answer["next"] is None:
                return found
            cursor = {"cursor": answer["next"]}

    plainly = all_pages()
    monkeypatch.setattr(plans, "LONG", 0)
    assert all_pages() == plainly == [f"工单 {number}" for number in range(8, -1, -1) if number % 3]
