"""During leave a person's to-dos and notifications go to whoever stands in."""

from collections.abc import Callable
from datetime import timedelta

from tests.conftest import Api, make_user
from tongyun.events.models import Incident
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import Notification, Organisation, Role, Substitution, User
from tongyun.process.models import Ticket

OpenFor = Callable[..., Ticket]


def stand_in(absent: User, substitute: User) -> Substitution:
    now = utc_now()
    return Substitution.objects.create(
        absent=absent, substitute=substitute, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )


def test_a_claimed_to_do_is_done_by_the_substitute_in_the_others_name(
    ticket_for: OpenFor, incident: Incident, wang: User, as_wang: Api, as_li: Api, li: User
) -> None:
    ticket = ticket_for(incident)
    path = f"tickets/{ticket.id}"
    task = as_wang.get(path).json()["tasks"][0]["id"]
    assert as_wang.post(f"{path}/tasks/{task}/claim").status_code == 200
    assert as_li.get("inbox").json()["items"] == []
    leave = stand_in(wang, li)
    assert [row["id"] for row in as_li.get("inbox").json()["items"]] == [task]
    assert as_li.get("tickets", mine="true").json()["total"] == 1
    assert as_li.get(path).json()["tasks"][0]["can_act"] is True
    done = as_li.post(f"{path}/tasks/{task}/complete", {"data": {"level": 2}})
    assert done.status_code == 200, done.content
    assert [line["text"] for line in done.json()["timeline"]][-1] == "完成“受理定级”（代 王工）"
    assert done.json()["done"][0]["done_by"]["name"] == "李工"
    leave.delete()
    assert as_wang.get("inbox").json()["items"] == []


def test_the_substitute_is_told_instead_of_the_absent(
    ticket_for: OpenFor, incident: Incident, wang: User, organisation: Organisation
) -> None:
    role = Role.objects.create(key="helper", title="运维", permissions=["ticket:read", "ticket:handle"])
    zhao = make_user("zhao", "赵工", organisation, [role])
    stand_in(wang, zhao)
    ticket = ticket_for(incident)
    told = set(Notification.objects.filter(category="ticket").values_list("user__name", flat=True))
    assert told == {"赵工"}
    as_zhao = Api(zhao)
    task = as_zhao.get(f"tickets/{ticket.id}").json()["tasks"][0]
    assert task["can_act"] is True
    assert as_zhao.post(f"tickets/{ticket.id}/tasks/{task['id']}/claim").status_code == 200


def test_standing_in_gives_no_permission(ticket_for: OpenFor, incident: Incident, wang: User, nobody: User) -> None:
    stand_in(wang, nobody)
    ticket = ticket_for(incident)
    assert Api(nobody).get(f"tickets/{ticket.id}").status_code == 403
    assert Api(nobody).post(f"tickets/{ticket.id}/tasks/{ticket.id}/claim").status_code == 403
