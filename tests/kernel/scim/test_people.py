"""People and groups over SCIM: what a provisioning system may do, and what it may not."""

import pytest

from tests.conftest import PASSWORD, Api, make_user
from tests.kernel.scim.conftest import Scim
from tongyun.kernel.models import (
    AuditRecord,
    ExternalIdentity,
    Group,
    IdentityProvider,
    Membership,
    Organisation,
    Session,
    User,
)
from tongyun.kernel.services import access
from tongyun.kernel.services.signin.sessions import complete_sign_in

pytestmark = pytest.mark.django_db

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def patch(*operations: dict) -> dict:
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}


def test_a_person_is_made_read_changed_and_removed(scim: Scim) -> None:
    made = scim.make(
        externalId="hr-17",
        emails=[{"value": "zhangwei@example.gov.cn", "type": "work"}],
        phoneNumbers=[{"value": "13800138000", "type": "mobile"}],
        **{ENTERPRISE: {"employeeNumber": "A-17"}},
    )
    assert made.status_code == 201, made.content
    assert made["Content-Type"] == "application/scim+json"
    shown = made.json()
    user = User.objects.get(id=shown["id"])
    assert (user.username, user.name, user.mail) == ("zhangwei", "张伟", "zhangwei@example.gov.cn")
    assert (user.phone, user.employee_no) == ("13800138000", "A-17")
    assert made["Location"] == shown["meta"]["location"]
    assert scim.call("GET", f"Users/{user.id}").json() == shown
    changed = scim.call("PUT", f"Users/{user.id}", {**shown, "displayName": "张玮", "emails": []})
    assert changed.json()["displayName"] == "张玮"
    user.refresh_from_db()
    assert (user.name, user.mail) == ("张玮", "")
    assert scim.call("DELETE", f"Users/{user.id}").status_code == 204
    assert scim.call("GET", f"Users/{user.id}").status_code == 404
    user.refresh_from_db()
    assert not user.active
    names = set(AuditRecord.objects.values_list("actor_name", flat=True))
    assert "同步：人事系统（人事同步）" in names


def test_who_was_provisioned_is_found_by_the_name_of_now(scim: Scim, admin: User) -> None:
    shown = scim.make().json()
    scim.call("PUT", f"Users/{shown['id']}", {**shown, "displayName": "张玮"})
    api = Api(admin)
    assert [hit["title"] for hit in api.get("search", q="张玮").json()] == ["张玮"]
    assert api.get("search", q="张伟").json() == []


def test_switching_somebody_off_closes_the_sessions_at_once(scim: Scim) -> None:
    user_id = scim.make().json()["id"]
    user = User.objects.get(id=user_id)
    cookie = complete_sign_in(user, "hr", "127.0.0.1", "pytest", vouched=True).token
    browser = Api()
    browser.client.cookies["tongyun_session"] = cookie
    assert browser.get("session").status_code == 200
    off = patch({"op": "Replace", "path": "active", "value": "False"})
    assert scim.call("PATCH", f"Users/{user_id}", off).json()["active"] is False
    assert browser.get("session").status_code == 401
    assert Session.objects.filter(user=user).count() == 0
    on = patch({"op": "replace", "value": {"active": True}})
    assert scim.call("PATCH", f"Users/{user_id}", on).json()["active"] is True


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('userName eq "ZHANGWEI"', ["zhangwei"]),
        ('displayName co "李"', ["lina"]),
        ('externalId eq "hr-1"', ["zhangwei"]),
        ('externalId eq "HR-1"', []),
        ('emails[type eq "work" and value ew "@a.gov.cn"]', ["zhangwei"]),
        ('emails[type eq "home" and value pr]', []),
        ('emails.value co "b.gov"', ["lina"]),
        ('active eq true and not (userName sw "z")', ["lina"]),
        ('userName eq "nobody" or (userName eq "lina" and active eq true)', ["lina"]),
        (f'{ENTERPRISE}:employeeNumber eq "7"', ["zhangwei"]),
        ('meta.lastModified gt "2020-01-01T00:00:00Z"', ["zhangwei", "lina"]),
        ("emails pr", ["zhangwei", "lina"]),
        ('id eq "nonsense"', []),
        ('urn:ietf:params:scim:schemas:core:2.0:User:userName ne "lina"', ["zhangwei"]),
    ],
)
def test_filters(scim: Scim, text: str, found: list[str]) -> None:
    scim.make(externalId="hr-1", emails=[{"value": "z@a.gov.cn"}], **{ENTERPRISE: {"employeeNumber": "7"}})
    scim.make(userName="lina", displayName="李娜", emails=[{"value": "l@b.gov.cn"}])
    assert scim.find("Users", text) == found


@pytest.mark.parametrize(
    "text",
    [
        "userName",
        "userName eq",
        'userName like "x"',
        'password eq "x"',
        "userName eq x",
        '(userName eq "x"',
        'userName eq "x" and',
        "active gt true",
        'meta.created gt "yesterday"',
        "(" * 100,
        'emails[value[type eq "x"]]',
        'userName eq "x" garbage',
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_in_words_of_scim(scim: Scim, text: str) -> None:
    answer = scim.api.client.get(f"{scim.root}/Users", {"filter": text}, headers=scim.api.headers)
    assert answer.status_code == 400, text
    said = answer.json()
    assert said["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert (said["status"], said["scimType"]) == ("400", "invalidFilter")


def test_pages(scim: Scim) -> None:
    for number in range(5):
        scim.make(userName=f"user{number}")
    page = scim.call("GET", "Users?startIndex=2&count=2&attributes=userName").json()
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (5, 2, 2)
    assert [each["userName"] for each in page["Resources"]] == ["user1", "user2"]
    assert "displayName" not in page["Resources"][0]
    assert scim.call("GET", "Users?startIndex=-3&count=0").json()["Resources"] == []
    for kind, total in (("Users", 5), ("Groups", 0)):
        beyond = scim.call("GET", f"{kind}?startIndex={10**30}").json()
        assert (beyond["totalResults"], beyond["Resources"]) == (total, [])


def test_a_version_is_kept_to(scim: Scim) -> None:
    made = scim.make()
    user_id, version = made.json()["id"], made["ETag"]
    assert scim.call("GET", f"Users/{user_id}", If_None_Match=version).status_code == 304
    name = patch({"op": "replace", "path": "displayName", "value": "张玮"})
    assert scim.call("PATCH", f"Users/{user_id}", name, If_Match=version).status_code == 200
    stale = scim.call("PATCH", f"Users/{user_id}", name, If_Match=version)
    assert (stale.status_code, stale.json()["status"]) == (412, "412")


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
        ({"op": "jump", "path": "active", "value": True}, "invalidSyntax"),
        ({"op": "replace", "path": 'emails[type eq "home"].value', "value": "x"}, "noTarget"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "replace", "path": "na me[", "value": 1}, "invalidPath"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
        ({"op": "replace", "path": "userName", "value": ""}, "invalidValue"),
        ({"op": "add", "path": "emails", "value": [{"value": "not a mail"}]}, "invalidValue"),
    ],
)
def test_a_change_that_cannot_be_changes_nothing(scim: Scim, operation: dict, kind: str) -> None:
    made = scim.make().json()
    first = {"op": "replace", "path": "displayName", "value": "另一个名字"}
    answer = scim.call("PATCH", f"Users/{made['id']}", patch(first, operation))
    assert (answer.status_code, answer.json().get("scimType")) == (400, kind), answer.content
    assert scim.call("GET", f"Users/{made['id']}").json() == made


def test_names_and_external_ids_are_taken_once(scim: Scim, organisation: Organisation) -> None:
    assert scim.make(externalId="1").status_code == 201
    for more in ({"externalId": "2"}, {"userName": "other", "externalId": "1"}):
        answer = scim.make(**more)
        assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
    make_user("local", "本地", organisation, [])
    assert scim.make(userName="local").status_code == 409


def test_who_comes_back_gets_the_old_account(scim: Scim) -> None:
    first = scim.make(externalId="hr-1").json()["id"]
    scim.call("DELETE", f"Users/{first}")
    again = scim.make(externalId="hr-1", userName="zhangwei2").json()
    assert (again["id"], again["active"], again["userName"]) == (first, True, "zhangwei2")
    second = scim.make(userName="lina").json()["id"]
    scim.call("DELETE", f"Users/{second}")
    assert scim.make(userName="lina").json()["id"] == second


def test_a_local_account_is_neither_seen_nor_switched_off(
    scim: Scim, provider: IdentityProvider, organisation: Organisation
) -> None:
    local = make_user("boss", "管理员", organisation, [])
    assert scim.find("Users", 'userName eq "boss"') == []
    assert scim.call("GET", f"Users/{local.id}").status_code == 404
    assert scim.call("DELETE", f"Users/{local.id}").status_code == 404
    provider.settings["link_by"] = "username"
    provider.save()
    linked = scim.make(userName="boss", displayName="别名")
    assert linked.json()["id"] == str(local.id)
    off = scim.call("PATCH", f"Users/{local.id}", patch({"op": "replace", "path": "active", "value": False}))
    assert (off.status_code, off.json()["scimType"]) == (400, "mutability")
    scim.call("DELETE", f"Users/{local.id}")
    local.refresh_from_db()
    assert (local.active, local.name, local.has_password(PASSWORD)) == (True, "管理员", True)


def test_another_providers_people_are_not_its_to_see(scim: Scim, provider: IdentityProvider, token: str) -> None:
    made = scim.make().json()["id"]
    IdentityProvider.objects.create(key="other", kind="scim", title="另一个", enabled=True, provisions=True)
    other = Scim(token, "other")
    assert other.find("Users", "") == []
    assert other.call("GET", f"Users/{made}").status_code == 404
    IdentityProvider.objects.filter(key="other").update(provisions=False)
    assert other.call("GET", "Users").status_code == 404


def test_without_the_permission_the_refusal_is_in_words_of_scim(provider: IdentityProvider, nobody: User) -> None:
    token = access.issue_token("user", "x", nobody.id)
    answer = Scim(token).call("GET", "Users")
    assert (answer.status_code, answer.json()["status"]) == (403, "403")
    assert Scim("wrong").call("GET", "Users").json()["status"] == "401"


def test_a_group_holds_its_people(scim: Scim) -> None:
    people = [scim.make(userName=f"user{number}").json()["id"] for number in range(3)]
    made = scim.call("POST", "Groups", {"displayName": "运维组", "members": [{"value": people[0]}]})
    assert made.status_code == 201, made.content
    group_id = made.json()["id"]
    more = patch(
        {"op": "add", "path": "members", "value": [{"value": people[1]}, {"value": people[2]}]},
        {"op": "remove", "path": f'members[value eq "{people[0]}"]'},
    )
    shown = scim.call("PATCH", f"Groups/{group_id}", more).json()
    assert {each["value"] for each in shown["members"]} == set(people[1:])
    assert set(map(str, Membership.objects.values_list("user_id", flat=True))) == set(people[1:])
    assert scim.find("Groups", f'members.value eq "{people[1]}"') == ["运维组"]
    assert scim.call("GET", f"Users/{people[1]}").json()["groups"][0]["display"] == "运维组"
    old_way = patch({"op": "Remove", "path": "members", "value": [{"value": people[1]}]})
    assert len(scim.call("PATCH", f"Groups/{group_id}", old_way).json()["members"]) == 1
    assert scim.call("DELETE", f"Groups/{group_id}").status_code == 204
    group = Group.objects.get(id=group_id)
    assert (group.active, group.memberships.count()) == (False, 0)


def test_a_group_takes_only_people_of_its_provider(scim: Scim, nobody: User) -> None:
    for value in (str(nobody.id), "nonsense"):
        answer = scim.call("POST", "Groups", {"displayName": "组", "members": [{"value": value}]})
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    local = Group.objects.create(code="local", name="本地组")
    assert scim.call("GET", f"Groups/{local.id}").status_code == 404
    assert ExternalIdentity.objects.count() == 0
