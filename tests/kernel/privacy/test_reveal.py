"""Behind the mask: with the right, within its reach, with a reason, and with a line in the audit trail."""

import csv
import io

import pytest

from tests.conftest import Api, make_user
from tests.kernel.people.conftest import send, table, work_off
from tongyun.inventory.models import Item
from tongyun.kernel.models import AuditRecord, Delivery, Organisation, Role, User
from tongyun.kernel.services.searching.people import index_person

pytestmark = pytest.mark.django_db

PHONE, MAIL = "13987654321", "wang.fang@example.gov.cn"
MASKED = {"phone": "139****4321", "landline": "028-****1234", "mail": "w***@example.gov.cn"}
CLEAR = {"phone": PHONE, "landline": "028-85551234", "mail": MAIL}


@pytest.fixture
def wang(organisation: Organisation) -> User:
    user = make_user("wang.fang", "王芳", organisation, [])
    User.objects.filter(id=user.id).update(**CLEAR)
    user.refresh_from_db()
    return user


def looks() -> list[AuditRecord]:
    return list(AuditRecord.objects.filter(action="personal.revealed").order_by("seq"))


def test_a_look_needs_a_reason_and_is_kept(api: Api, wang: User) -> None:
    assert {name: api.get(f"users/{wang.id}").json()[name] for name in MASKED} == MASKED
    for reason in ("", " ", "x"):
        assert api.post(f"users/{wang.id}/reveal", {"reason": reason}).json()["code"] == "no_reason"
    assert looks() == []
    assert api.post(f"users/{wang.id}/reveal", {"reason": "联系本人处理工单"}).json() == CLEAR
    (look,) = looks()
    assert (look.stream, look.actor_name, look.target_id) == ("access", "管理员", str(wang.id))
    assert look.changes["reason"]["new"] == "联系本人处理工单"
    assert PHONE not in look.delta
    assert api.get(f"users/{wang.id}").json()["phone"] == MASKED["phone"]


def test_nobody_looks_without_the_right_or_beyond_its_reach(wang: User, organisation: Organisation) -> None:
    here = Organisation.objects.create(code="here", name="本局", parent=organisation)
    sees = Role.objects.create(key="sees", title="看", permissions=["user:read"])
    looks_behind = Role.objects.create(key="looks", title="查", permissions=["user:read", "personal:reveal"])
    reader = make_user("reader", "读者", here, [sees])
    assert Api(reader).post(f"users/{wang.id}/reveal", {"reason": "理由"}).status_code == 403
    near = make_user("near", "近者", here, [sees])
    near.grants.create(role=looks_behind, scope="organisation")
    assert Api(near).get(f"users/{wang.id}").status_code == 200
    assert Api(near).post(f"users/{wang.id}/reveal", {"reason": "理由"}).status_code == 404
    assert Api(near).post(f"users/{reader.id}/reveal", {"reason": "理由"}).status_code == 200
    assert len(looks()) == 1


def test_what_is_shown_masked_is_not_guessed_by_searching(api: Api, wang: User) -> None:
    Delivery.objects.create(
        channel_name="短信", user=wang, recipient="w", dedupe="d", level="info", error=f"{PHONE} refused"
    )
    assert api.get("deliveries", q="王芳").json()["total"] == 1
    for part in ("1398", PHONE[:-1], PHONE):
        assert api.get("deliveries", q=part).json()["total"] == 0


def test_ones_own_are_never_masked(wang: User) -> None:
    Role.objects.create(key="sees", title="看", permissions=["user:read"]).grants.create(user=wang, scope="own")
    assert Api(wang).get(f"users/{wang.id}").json()["phone"] == PHONE


def test_a_form_sent_back_as_it_was_shown_changes_nothing(api: Api, wang: User) -> None:
    shown = api.get(f"users/{wang.id}").json()
    sent = {"version": shown["version"], "name": "王方", **MASKED}
    assert api.patch(f"users/{wang.id}", sent).status_code == 200
    wang.refresh_from_db()
    assert ({name: getattr(wang, name) for name in CLEAR}, wang.name) == (CLEAR, "王方")
    for name, text in (("phone", "139****0000"), ("mail", "x***@example.gov.cn")):
        assert api.patch(f"users/{wang.id}", {"version": wang.version, name: text}).status_code == 422


def test_an_export_is_masked_unless_it_says_why(api: Api, wang: User) -> None:
    def taken(**query: str) -> dict[str, str]:
        answer = api.get("users", format="csv", fields="username,phone,mail", **query)
        assert answer.status_code == 200, answer.content
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return next(row for row in csv.DictReader(io.StringIO(text)) if row["用户名"] == "wang.fang")

    assert (taken()["手机"], taken()["邮箱"]) == (MASKED["phone"], MASKED["mail"])
    assert api.get("users", format="csv", reveal="").json()["code"] == "no_reason"
    assert api.get("users", reveal="核对").json()["code"] == "reveal_exports_only"
    assert looks() == []
    assert (taken(reveal="年度核对")["手机"], taken(reveal="年度核对")["邮箱"]) == (PHONE, MAIL)
    assert {look.changes["reason"]["new"] for look in looks()} == {"年度核对"}
    assert api.get("organisations", format="csv", reveal="核对").json()["code"] == "unknown_parameter"


def test_an_exported_list_that_is_imported_again_changes_nothing(
    api: Api, wang: User, organisation: Organisation
) -> None:
    lines = [
        ["用户名", "姓名", "机构编码", "手机", "邮箱"],
        ["wang.fang", "王芳", "root", MASKED["phone"], MASKED["mail"]],
    ]
    answer = send(api, "users", "人员.csv", table(lines))
    work_off()
    run = api.get(f"people-imports/{answer.json()['id']}").json()
    assert (run["errors"], run["updates"], run["unchanged"]) == (0, 0, 1)


def test_what_an_import_found_is_clear_only_to_whoever_sent_it(
    api: Api, wang: User, organisation: Organisation
) -> None:
    lines = [["用户名", "姓名", "机构编码", "手机"], ["wang.fang", "王芳", "root", "13700001111"]]
    number = send(api, "users", "人员.csv", table(lines)).json()["id"]
    work_off()
    (mine,) = api.get(f"people-imports/{number}/rows").json()["items"]
    assert mine["cells"]["手机"] == "13700001111"
    assert mine["changes"]["phone"] == ["139****4321", "137****1111"]
    other = make_user("other", "另一位", organisation, [Role.objects.get(key="system-administrator")])
    (theirs,) = Api(other).get(f"people-imports/{number}/rows").json()["items"]
    assert theirs["cells"]["手机"] == "137****1111"


def test_a_number_finds_its_owner_only_whole_and_only_for_who_may_look(
    api: Api, wang: User, organisation: Organisation
) -> None:
    sees = Role.objects.create(key="sees", title="看", permissions=["user:read"])
    reader = Api(make_user("reader", "读者", organisation, [sees]))
    assert [each["name"] for each in api.get("users", q=PHONE).json()["items"]] == ["王芳"]
    assert api.get("users", q=PHONE[:8]).json()["total"] == 0
    assert reader.get("users", q=PHONE).json()["total"] == 0
    assert reader.get("users", q=MAIL).json()["total"] == 0
    index_person(wang)
    for words, names in ((PHONE, ["王芳"]), (MAIL, ["王芳"]), (PHONE[:8], []), ("fang@example", [])):
        assert [hit["title"] for hit in api.get("search", q=words).json()] == names, words
        assert reader.get("search", q=words).json() == [], words


def test_a_number_finds_its_owner_only_within_the_reach_of_the_right(wang: User, organisation: Organisation) -> None:
    here = Organisation.objects.create(code="here", name="本局", parent=organisation)
    sees = Role.objects.create(key="sees", title="看", permissions=["user:read"])
    looks_behind = Role.objects.create(key="looks", title="查", permissions=["personal:reveal"])
    near = make_user("near", "近者", here, [sees])
    near.grants.create(role=looks_behind, scope="organisation")
    index_person(wang)
    assert Api(near).get("search", q="王芳").json() != []
    assert Api(near).get("users", q="王芳").json()["total"] == 1
    assert Api(near).get("search", q=PHONE).json() == []
    assert Api(near).get("users", q=PHONE).json()["total"] == 0
    User.objects.filter(id=wang.id).update(organisation=here)
    assert [hit["title"] for hit in Api(near).get("search", q=PHONE).json()] == ["王芳"]
    assert [each["name"] for each in Api(near).get("users", q=PHONE).json()["items"]] == ["王芳"]


def test_the_people_to_call_at_a_unit(api: Api, organisation: Organisation) -> None:
    contact = {"name": "李敏", "role": "主任", "phone": "028-85551234", "mail": "li@example.gov.cn"}
    second = {**contact, "name": "赵强", "phone": "13800001111"}
    unit = api.post("organisations", {"code": "a", "name": "甲局", "contacts": [contact, second]}).json()
    seen = [each["phone"] for each in unit["contacts"]]
    assert seen == ["028-****1234", "138****1111"]
    changed = {"version": unit["version"], "contacts": list(reversed(unit["contacts"]))}
    after = api.patch(f"organisations/{unit['id']}", changed)
    assert after.status_code == 200, after.content
    assert api.post(f"organisations/{unit['id']}/reveal", {"reason": "联络"}).json() == [second, contact]
    assert looks()[0].target_id == unit["id"]
    past = str(api.get(f"organisations/{unit['id']}/history").json())
    assert "85551234" not in past
    assert "li@example" not in past


def test_attributes_of_items(hosts_pack: None, api: Api, organisation: Organisation) -> None:
    item = api.post("items", {"type": "host", "name": "h1", "attributes": {"phone": PHONE, "owner": "王芳"}}).json()
    assert item["attributes"]["phone"] == MASKED["phone"]
    kept = {"version": item["version"], "attributes": {"phone": MASKED["phone"], "owner": "李敏"}}
    assert api.patch(f"items/{item['id']}", kept).status_code == 200
    assert Item.objects.get(id=item["id"]).attributes == {"phone": PHONE, "owner": "李敏"}
    assert PHONE not in api.get(f"items/{item['id']}/history").content.decode()
    assert api.post(f"items/{item['id']}/reveal", {"reason": "联系责任人"}).json() == {"phone": PHONE}
    assert looks()[0].changes["fields"]["new"] == ["phone"]
    file = b"".join(api.get("items", type="host", format="csv").streaming_content).decode()
    assert PHONE not in file
    assert MASKED["phone"] in file
