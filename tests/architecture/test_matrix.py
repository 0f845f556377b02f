"""The whole API × every kind of caller: each route lets in whom its permission says, and nobody else.

And no caller learns of records out of scope: a foreign record answers like one that does not exist, in every route that
takes an id, and no list, count or search tells of it.
"""

import re
from uuid import UUID, uuid4

import pytest

from tests.architecture.document import filled, operations
from tests.conftest import Api, make_user
from tongyun.events.models import Alert, Incident, Rule
from tongyun.inventory.models import (
    AddressBlock,
    AddressChange,
    AddressUse,
    ChangeBatch,
    Item,
    ItemChange,
    PortMapping,
    Relation,
    RelationType,
    ReviewCase,
)
from tongyun.jobs.models import JobTemplate, Run, RunTarget
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import (
    Announcement,
    Appointment,
    Board,
    Grant,
    ListView,
    Organisation,
    Post,
    StoredFile,
    User,
)
from tongyun.kernel.services.access import issue_token
from tongyun.kernel.services.permissions import permissions_of
from tongyun.kernel.services.permissions.built_in import AUDIT, DUTY, OPERATIONS, SECURITY, SYSTEM, ensure_roles
from tongyun.process.facade import NewTicket, open_ticket
from tongyun.process.models import WorkItem

pytestmark = pytest.mark.django_db

AN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: Who calls: the roles held, and within which scope.
CALLERS = {
    "system administrator": ([SYSTEM], "all"),
    "security administrator": ([SECURITY], "all"),
    "audit administrator": ([AUDIT], "all"),
    "operations manager": ([OPERATIONS], "all"),
    "duty engineer": ([DUTY], "all"),
    "clerk elsewhere": ([OPERATIONS], "organisation"),
    "own records only": ([OPERATIONS], "own"),
    "nobody": ([], "all"),
}
#: What is about the browser's own session refuses a token, and a dangerous action wants a new proof of who it is:
#: both after the permission was found.
NOT_BY_TOKEN = {"session_only", "reauthenticate"}
#: In the name of every record out of scope.
SECRET = "机密项目"


def code_of(answer) -> str:
    kind = answer.headers.get("Content-Type", "")
    return answer.json().get("code", "") if kind.startswith("application/problem+json") else ""


def refusal_of(answer) -> tuple[int, str, str]:
    """Status, code and words of a refusal, whatever id it names."""
    told = answer.json().get("detail", "") if code_of(answer) else ""
    return answer.status_code, code_of(answer), AN_ID.sub("<id>", told)


@pytest.mark.parametrize("caller", [*CALLERS, "stranger", "agent"])
def test_each_route_lets_in_whom_it_should(organisation, caller: str) -> None:
    ensure_roles()
    held: frozenset[str] = frozenset()
    if caller in CALLERS:
        keys, scope = CALLERS[caller]
        roles = ensure_roles()
        user = make_user("caller", "来者", organisation, [roles[key] for key in keys], scope)
        held = permissions_of(user.id)
        api = Api(token=issue_token("user", "t", user.id))
    else:
        api = Api(token=issue_token("agent", "t")) if caller == "agent" else Api()
    for method, path, operation in operations():
        permission = operation["x-permission"]
        answer = api.send(method, filled(path), {})
        told = f"{caller}: {method} {path} ({permission}) → {answer.status_code} {code_of(answer)}"
        assert answer.status_code < 500 or answer.status_code == 503, told
        if permission == "public":
            assert answer.status_code != 403, told
        elif caller == "stranger":
            assert answer.status_code == 401, told
        elif permission == "agent":
            assert (answer.status_code in (401, 403)) == (caller != "agent"), told
        elif caller == "agent":
            assert answer.status_code == 401, told
        elif permission == "signed-in" or permission in held:
            assert answer.status_code != 401 or code_of(answer) in NOT_BY_TOKEN, told
            assert code_of(answer) != "forbidden" or permission == "signed-in", told
        else:
            # SCIM (RFC 7644) tells errors in a form of its own, without our codes.
            assert (answer.status_code, code_of(answer) or "forbidden") == (403, "forbidden"), told


@pytest.fixture
def foreign(hosts_pack: None, organisation: Organisation) -> dict[str, UUID | str]:
    """One record of each kind of another organisation, by the name that paths give its id."""
    unit = Organisation.objects.create(code="foreign", name=f"{SECRET}局", parent=organisation)
    person = make_user("foreigner", f"{SECRET}员", unit, [])
    items = [
        Item.objects.create(type_id="host", name=f"{SECRET}-{n}", organisation=unit, source="person") for n in range(2)
    ]
    relation = Relation.objects.create(
        type=RelationType.objects.first(), source=items[0], target=items[1], source_of_knowledge="person"
    )
    batch = ChangeBatch.objects.create(note=SECRET, actor_kind="user", actor_id="f", actor_name=f"{SECRET}员")
    change = ItemChange.objects.create(
        item=items[0],
        batch=batch,
        actor_kind="user",
        actor_id="f",
        actor_name=f"{SECRET}员",
        kind="created",
        delta={"@name": [None, items[0].name]},
        version=1,
        name=items[0].name,
        type_key="host",
        lifecycle="active",
    )
    incident = Incident.objects.create(number="EVT-F", title=SECRET, severity="major", item=items[0], contract_level=2)
    alert = Alert.objects.create(
        fingerprint="f",
        open_key="f",
        rule=Rule.objects.first(),
        item=items[0],
        incident=incident,
        severity="major",
        state="firing",
        summary=SECRET,
        started_at=utc_now(),
        fired_at=utc_now(),
    )
    ticket = open_ticket(NewTicket("incident", SECRET, 2, SECRET, items[0].id, incident.id))
    run = Run.objects.create(
        number="JOB-F",
        template=JobTemplate.objects.first(),
        title=SECRET,
        script="",
        interpreter="sh",
        timeout_s=1,
        digest="",
        requested_by_kind="user",
        requested_by_id=str(person.id),
        requested_by_name=person.name,
        idempotency_key="f",
        source_kind="ticket",
        source_id=str(ticket.id),
        source_label=ticket.number,
    )
    RunTarget.objects.create(run=run, item=items[0], lease_until=utc_now())
    case = ReviewCase.objects.create(
        digest="f",
        reason="invalid",
        detail=SECRET,
        type_key="host",
        name=SECRET,
        source="agent",
        organisation=unit,
        observation={"attributes": {"hostname": SECRET}, "relations": [], "organisation": None},
        whole=True,
        candidates=[str(items[0].id)],
    )
    block = AddressBlock.objects.create(
        item=items[0], kind="prefix", zone="extranet", family=4, first="40a000000", last="40affffff", length=8
    )
    use = AddressUse.objects.create(
        block=block, zone="extranet", key="40a000001", state="allocated", item=items[1], purpose=SECRET
    )
    mapping = PortMapping.objects.create(
        outside_key="4cb00710a", inside_key=use.key, protocol="any", purpose=SECRET, item=items[0], organisation=unit
    )
    AddressChange.objects.create(
        use=use.id,
        zone="extranet",
        key=use.key,
        place=items[0],
        kind="allotted",
        actor_kind="user",
        actor_id="f",
        actor_name=f"{SECRET}员",
        delta={"purpose": [None, SECRET]},
    )
    file = StoredFile.objects.create(
        name=f"{SECRET}.txt",
        extension="txt",
        media_type="text/plain",
        size=1,
        sha256="",
        sm3="",
        place="foreign",
        target_kind="ticket",
        target_id=ticket.id,
        target_label=SECRET,
        owner=person,
        owner_name=person.name,
    )
    held = Appointment.objects.create(
        user=person, post=Post.objects.create(code="p", name="岗位"), organisation=unit, since="2020-01-01"
    )
    view = ListView.objects.create(list="items", name=SECRET, owner=person, organisation=unit, content={"query": {}})
    board = Board.objects.create(key="f", title="栏目")
    announcement = Announcement.objects.create(board=board, title=SECRET, body=SECRET, organisation=unit, author=person)
    return {
        "announcement_id": announcement.id,
        "organisation_id": unit.id,
        "user_id": person.id,
        "item_id": items[0].id,
        "address_id": use.id,
        "mapping_id": mapping.id,
        "relation_id": relation.id,
        "batch_id": batch.id,
        "change_id": change.id,
        "alert_id": alert.id,
        "incident_id": incident.id,
        "ticket_id": ticket.id,
        "task_id": WorkItem.objects.filter(ticket=ticket).values_list("id", flat=True)[0],
        "run_id": run.id,
        "case_id": case.id,
        "file_id": file.id,
        "appointment_id": held.id,
        "view_id": view.id,
    }


@pytest.fixture
def clerk(foreign, organisation: Organisation) -> User:
    """Somebody of another organisation, who may do everything there, also as its user keeper."""
    unit = Organisation.objects.create(code="mine", name="本单位", parent=organisation)
    roles = ensure_roles()
    return make_user("clerk", "科员", unit, [roles[OPERATIONS], roles[SYSTEM]], "below")


#: Ids in paths that name no record of an organisation: content of packs, roles, settings, one's own rows.
NOT_OF_AN_ORGANISATION = {
    "import_id",
    "pack_id",
    "year",
    "token_id",
    "record_id",
    "passkey_id",
    "session_id",
    "key",
    "name",
    "seat",
    "step",
    "kind",
    "role_id",
    "grant_id",
    "group_id",
    "post_id",
    "subscription_id",
    "work_id",
    "substitution_id",
    "provider_id",
    "provider",
    "channel_id",
    "slug",
    "token",
    "resource_id",
    "delivery_id",
    "board_id",
    "code",
}
#: Bodies that get past the check of their shape, so that the question is only whether the record is there.
BODIES: dict[str, dict] = {
    "PATCH items/{item_id}": {"version": 1, "name": "x"},
    "POST items/{item_id}/relations": {"type": "runs_on", "target": "{item_id}"},
    "PUT items/{item_id}/redundancy": {"type": "runs_on", "needs": "1"},
    "PATCH relations/{relation_id}": {"description": "x"},
    "PATCH users/{user_id}": {"version": 1, "name": "x"},
    "PATCH list-views/{view_id}": {"version": 1, "name": "x"},
    "POST users/{user_id}/deactivate": {"reason": "x"},
    "POST users/{user_id}/reveal": {"reason": "联系"},
    "POST organisations/{organisation_id}/reveal": {"reason": "联系"},
    "POST items/{item_id}/reveal": {"reason": "联系"},
    "PATCH announcements/{announcement_id}": {"version": 1, "title": "x"},
    "POST announcements/{announcement_id}/reject": {"reason": "x"},
    "POST announcements/{announcement_id}/withdraw": {"reason": "x"},
    "POST announcements/{announcement_id}/pin": {"pinned": True},
    "POST runs/{run_id}/cancel": {},
    "POST review-cases/{case_id}/assign": {"item": "{item_id}"},
    "POST review-cases/{case_id}/dismiss": {"reason": "无关"},
    "POST tickets/{ticket_id}/return": {"step": "x", "reason": "x"},
    "POST tickets/{ticket_id}/comments": {"text": "x"},
    "POST tickets/{ticket_id}/tasks/{task_id}/complete": {"data": {}},
    "POST tickets/{ticket_id}/tasks/{task_id}/transfer": {"user": str(uuid4()), "reason": "x"},
}
QUERIES = {
    "users/{user_id}/access": "?permission=ticket:read",
    "organisations/{organisation_id}/members": "?as_of=2026-01-01T00:00:00Z",
    "items/{item_id}/as-of": "?as_of=2026-01-01T00:00:00Z",
    "items/{item_id}/difference": "?since=2026-01-01T00:00:00Z",
    "items/{item_id}/graph/difference": "?since=2026-01-01T00:00:00Z",
}


def test_a_foreign_record_answers_like_one_that_does_not_exist(foreign, clerk: User) -> None:
    api = Api(token=issue_token("user", "t", clerk.id))
    tried = 0
    for method, path, operation in operations():
        names = set(re.findall(r"{([^}]+)}", path))
        unknown = names - foreign.keys() - NOT_OF_AN_ORGANISATION
        assert not unknown, f"{method} {path}: say whether {unknown} names records of an organisation"
        if not names & foreign.keys() or operation["x-permission"] in ("agent", "public"):
            continue
        body = {
            key: value if value != "{item_id}" else str(foreign["item_id"])
            for key, value in BODIES.get(f"{method} {path}", {}).items()
        }
        query = QUERIES.get(path, "")
        there = api.send(method, filled(path, foreign) + query, body)
        nowhere = api.send(method, filled(path) + query, body)
        told = f"{method} {path}: {there.status_code} {code_of(there)} / {nowhere.status_code} {code_of(nowhere)}"
        assert refusal_of(there) == refusal_of(nowhere), told
        assert there.status_code in (403, 404, 422), told
        assert SECRET not in there.content.decode(), told
        if method == "GET":
            assert there.status_code in (403, 404), told
        tried += there.status_code == 404
    assert tried > 20


def test_no_list_count_or_search_tells_of_foreign_records(foreign, clerk: User) -> None:
    api = Api(token=issue_token("user", "t", clerk.id))
    for method, path, operation in operations():
        if method != "GET" or "{" in path or operation["x-permission"] in ("agent", "public") or path == "live":
            continue
        for query in ({}, {"q": SECRET}):
            answer = api.get(path, **query)
            text = answer.content.decode()
            assert SECRET not in text, f"GET {path} {query}"
            assert not [name for name, found in foreign.items() if str(found) in text], f"GET {path} {query}"
    assert api.get("estate/health").json()["total"] == 0
    for path in ("items", "alerts", "incidents", "tickets", "runs", "inbox", "prefixes", "addresses", "port-mappings"):
        assert api.get(path).json()["total"] == 0, path
    everything = Api(
        token=issue_token("user", "t", make_user("chief", "主管", clerk.organisation, [ensure_roles()[OPERATIONS]]).id)
    )
    for path in ("items", "alerts", "incidents", "tickets", "runs", "prefixes", "addresses", "port-mappings"):
        assert everything.get(path).json()["total"] > 0, f"the test has nothing to hide in {path}"


def test_whoever_has_a_foreign_ticket_sees_it_and_no_more(foreign, clerk: User) -> None:
    WorkItem.objects.filter(id=foreign["task_id"]).update(assignee=clerk)
    api = Api(token=issue_token("user", "t", clerk.id))
    ticket = api.get(f"tickets/{foreign['ticket_id']}")
    assert ticket.status_code == 200
    assert api.get("inbox").json()["total"] == 1
    assert api.get(f"items/{foreign['item_id']}").status_code == 404
    Grant.objects.filter(user=clerk).delete()
    assert api.get(f"tickets/{foreign['ticket_id']}").status_code == 403
