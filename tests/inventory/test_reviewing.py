"""The review queue: a person decides what machines may not, machines follow and do not ask again (ADR 0029)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from tests.conftest import Api, make_user
from tests.inventory.conftest import seen
from tests.inventory.test_importing import applied, checked, counts
from tests.inventory.test_types import attribute, put
from tongyun.inventory import facade
from tongyun.inventory.contracts import Observation
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import Item, ItemChange, ItemIdentity, ReviewCase
from tongyun.inventory.services.items import create_item
from tongyun.inventory.services.observation import observe
from tongyun.inventory.services.review.deciding import assign_case
from tongyun.kernel.contracts import Actor, Conflict, utc_now
from tongyun.kernel.models import AuditRecord, Organisation, User
from tongyun.kernel.services import context
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = pytest.mark.usefixtures("estate")

ONE, TWO = "52:54:00:00:00:01", "52:54:00:00:00:02"


def both(**changes: Any) -> Observation:
    """What fits both twins: a network card of each."""
    return seen("twin", **{"macs": [ONE, TWO], "os": "Kylin", **changes})


@pytest.fixture
def twins() -> tuple[Item, Item]:
    """Two hosts of one name, each with a card of its own."""
    for machine, mac in (("a", ONE), ("b", TWO)):
        observe([seen("twin", machine_id=machine, macs=[mac])])
    return Item.objects.get(attributes__machine_id="a"), Item.objects.get(attributes__machine_id="b")


def asked(observation: Observation | None = None) -> ReviewCase:
    """The case that an observation makes."""
    answer = observe([observation or both()])[0]
    assert answer.outcome in ("review", "rejected"), answer
    return ReviewCase.objects.get(closed_at=None)


def decide(api: Api, case: ReviewCase, verb: str, expected: int = 200, **body: Any) -> Any:
    answer = api.post(f"review-cases/{case.id}/{verb}", body)
    assert answer.status_code == expected, answer.content.decode()
    return answer.json()


def observed(observation: Observation) -> tuple[str, UUID | None]:
    """What becomes of an observation that a machine makes, whoever acted last in this test."""
    with context.acting_as(context.SYSTEM):
        answer = observe([observation])[0]
    return answer.outcome, answer.item.id if answer.item else None


def test_it_is_this_item_and_the_machine_follows(api: Api, twins: tuple[Item, Item]) -> None:
    one, two = twins
    case = asked()
    told = decide(api, case, "assign", item=str(one.id), version=1)
    assert (told["outcome"], told["item"], told["closed_by"], told["version"]) == ("assigned", str(one.id), "管理员", 2)
    one.refresh_from_db()
    assert (one.attributes["os"], one.attributes["macs"], one.manual_attributes) == ("Kylin", [ONE], [])
    change = ItemChange.objects.get(item=one, version=one.version)
    assert (change.actor_name, change.delta) == ("管理员", {"os": [None, "Kylin"]})
    assert change.batch is not None
    assert "归入" in change.batch.note
    assert AuditRecord.objects.filter(action="review.assign", target_id=str(case.id)).exists()
    assert AuditRecord.objects.filter(action="item.updated", target_id=str(one.id)).exists()
    assert observed(both()) == ("unchanged", one.id)
    assert observed(both(os="UOS", cpu_cores=8)) == ("updated", one.id)
    two.refresh_from_db()
    assert (two.version, two.attributes["macs"]) == (1, [TWO])
    assert ReviewCase.objects.filter(closed_at=None).count() == 0


def test_no_later_change_of_the_items_undoes_a_decision(api: Api, twins: tuple[Item, Item], as_admin: User) -> None:
    one, two = twins
    other = create_item("host", "备机", {"serial": "SN-9"})
    decide(api, asked(), "assign", item=str(other.id))
    # By the rules it would be the first twin from now on.
    facade.update_item(two.id, 1, Patch(attributes={"macs": None}))
    assert observed(both())[1] == other.id
    other.refresh_from_db()
    facade.update_item(other.id, other.version, Patch(attributes={"cpu_cores": 2}))
    assert observed(both(os="UOS"))[1] == other.id
    assert Item.objects.get(id=one.id).version == 1


def test_a_free_mark_goes_to_the_item_that_was_chosen(api: Api, twins: tuple[Item, Item]) -> None:
    one, _ = twins
    third = "52:54:00:00:00:03"
    decide(api, asked(both(macs=[ONE, TWO, third])), "assign", item=str(one.id))
    one.refresh_from_db()
    assert one.attributes["macs"] == [ONE, third]
    assert observed(seen("twin", macs=[third]))[1] == one.id


def test_what_a_person_set_stays(api: Api, twins: tuple[Item, Item], as_admin: User) -> None:
    one, _ = twins
    facade.update_item(one.id, 1, Patch(attributes={"os": "麒麟 V10"}))
    case = asked()
    shown = {each["item"]["id"]: each for each in api.get(f"review-cases/{case.id}").json()["compared"]}[str(one.id)]
    assert (shown["changes"], shown["withheld"]) == ({}, {"os": "manual", "macs": "elsewhere"})
    decide(api, case, "assign", item=str(one.id))
    one.refresh_from_db()
    assert one.attributes["os"] == "麒麟 V10"


def test_it_is_new_and_takes_nothing_from_others(
    api: Api, twins: tuple[Item, Item], organisation: Organisation
) -> None:
    case = asked()
    told = decide(api, case, "register", name="第三台", organisation=str(organisation.id))
    item = Item.objects.get(id=told["item"])
    assert (told["outcome"], item.name, item.attributes) == (
        "registered",
        "第三台",
        {"hostname": "twin", "os": "Kylin"},
    )
    assert (item.source, item.organisation_id, item.manual_attributes) == ("agent", organisation.id, ["@name"])
    assert ItemChange.objects.get(item=item).actor_name == "管理员"
    assert observed(both(os="UOS")) == ("updated", item.id)
    assert Item.objects.count() == 3
    assert [each.version for each in Item.objects.filter(id__in=[twin.id for twin in twins])] == [1, 1]


def test_new_is_refused_when_another_item_has_what_it_must_have(api: Api, as_admin: User) -> None:
    schema = {"type": "object", "properties": {"code": attribute()}, "required": ["code"]}
    put("badge", {}, parent="item", identity=[["code"]], schema=schema)
    create_item("badge", "门禁", {"code": "B-1"})
    with context.acting_as(context.SYSTEM):
        observe([Observation("badge", "门禁机", {"code": "B-1", "nonsense": 1})])
    case = ReviewCase.objects.get()
    refused = decide(api, case, "register", 409)
    assert refused["code"] == "identity_taken"
    assert "已用于识别另一个配置项" in refused["detail"]
    assert ReviewCase.objects.get().closed_at is None
    assert Item.objects.count() == 1


def test_a_dismissed_question_comes_back_only_with_other_content(api: Api, twins: tuple[Item, Item]) -> None:
    case = asked()
    assert decide(api, case, "dismiss", 422, reason=" ")["code"] == "no_reason"
    assert decide(api, case, "dismiss", reason="测试设备")["note"] == "测试设备"
    ReviewCase.objects.update(closed_at=utc_now() - timedelta(days=30))
    assert observed(both()) == ("review", None)
    assert ReviewCase.objects.get().closed_at is not None
    observed(both(os="UOS"))
    case.refresh_from_db()
    assert (case.closed_at, case.outcome, case.observation["attributes"]["os"]) == (None, "", "UOS")
    decide(api, case, "dismiss", reason="还是测试设备")
    observed(both())
    observed(both(os="UOS"))
    assert ReviewCase.objects.get().outcome == "dismissed"
    assert not Item.objects.filter(attributes__has_key="os").exists()


def test_a_case_that_was_only_closed_is_asked_again_a_day_later(api: Api, twins: tuple[Item, Item]) -> None:
    decide(api, asked(), "close")
    observed(both())
    assert ReviewCase.objects.get().outcome == "closed"
    ReviewCase.objects.update(closed_at=utc_now() - timedelta(days=2))
    observed(both())
    assert ReviewCase.objects.get().closed_at is None


def test_a_person_takes_a_decision_back(api: Api, twins: tuple[Item, Item]) -> None:
    one, two = twins
    case = asked()
    assert decide(api, case, "reopen", 409)["code"] == "case_open"
    decide(api, case, "assign", item=str(one.id))
    told = decide(api, case, "reopen", version=2)
    assert (told["outcome"], told["closed_at"], told["item"], told["version"]) == ("", None, None, 3)
    assert AuditRecord.objects.filter(action="review.reopen", target_id=str(case.id)).exists()
    assert observed(both()) == ("review", None)
    decide(api, case, "assign", item=str(two.id))
    assert observed(both())[1] == two.id


def test_of_two_deciders_the_second_is_told_who_was_first(api: Api, twins: tuple[Item, Item]) -> None:
    one, two = twins
    case = asked()
    decide(api, case, "assign", item=str(one.id), version=1)
    late = decide(api, case, "assign", 409, item=str(two.id), version=1)
    assert (late["code"], "管理员已于" in late["detail"], "归入配置项" in late["detail"]) == ("case_closed", True, True)
    assert decide(api, case, "dismiss", 409, reason="无关")["code"] == "case_closed"
    assert ReviewCase.objects.get().item_id == one.id


def test_nobody_decides_about_what_was_observed_anew_meanwhile(api: Api, twins: tuple[Item, Item]) -> None:
    case = asked()
    observed(both(os="UOS"))
    assert decide(api, case, "assign", 412, item=str(twins[0].id), version=1)["code"] == "stale"
    answer = api.send("POST", f"review-cases/{case.id}/dismiss", {"reason": "无关"}, **{"If-Match": '"1"'})
    assert answer.status_code == 412
    decide(api, case, "assign", item=str(twins[0].id), version=2)
    assert Item.objects.get(id=twins[0].id).attributes["os"] == "UOS"


def test_only_a_fitting_item_in_use_is_chosen(api: Api, twins: tuple[Item, Item], as_admin: User) -> None:
    put("badge", {"code": attribute()}, parent="item", identity=[["code"]])
    badge, old = create_item("badge", "门禁", {"code": "B-1"}), create_item("host", "旧机", {"serial": "OLD"})
    facade.update_item(old.id, 1, Patch(lifecycle="retired"))
    case = asked()
    assert decide(api, case, "assign", 422, item=str(badge.id))["code"] == "wrong_kind"
    assert api.get(f"review-cases/{case.id}", item=str(badge.id)).json()["code"] == "wrong_kind"
    assert decide(api, case, "assign", 409, item=str(old.id))["code"] == "item_retired"
    assert decide(api, case, "assign", 404, item=str(uuid4()))["code"] == "no_such_item"
    beside = api.get(f"review-cases/{case.id}", item=str(old.id)).json()["compared"]
    assert (len(beside), beside[-1]["item"]["name"], beside[-1]["open"]) == (3, "旧机", False)


def test_a_case_without_its_observation_is_only_closed(api: Api, twins: tuple[Item, Item]) -> None:
    case = asked()
    ReviewCase.objects.update(whole=False, content="")
    shown = api.get(f"review-cases/{case.id}").json()
    assert (shown["whole"], [each["open"] for each in shown["compared"]]) == (False, [False, False])
    assert decide(api, case, "assign", 409, item=str(twins[0].id))["code"] == "case_not_whole"
    assert decide(api, case, "dismiss", 409, reason="无关")["code"] == "case_not_whole"
    observed(both())
    assert ReviewCase.objects.get().whole
    assert decide(api, case, "close")["outcome"] == "closed"


def test_several_are_dismissed_at_once_each_with_its_result(api: Api, twins: tuple[Item, Item]) -> None:
    first, gone = asked(), str(uuid4())
    observe([seen("nameless", os="Kylin")])
    second = ReviewCase.objects.exclude(id=first.id).get()
    ids = [str(first.id), gone, str(second.id)]
    assert api.post("review-cases/dismiss", {"ids": ids, "reason": ""}).json()["code"] == "no_reason"
    results = api.post("review-cases/dismiss", {"ids": ids, "reason": "演练"}).json()["results"]
    assert [(row["id"], row["code"]) for row in results] == [(ids[0], ""), (gone, "no_such_case"), (ids[2], "")]
    assert {case.note for case in ReviewCase.objects.all()} == {"演练"}


def test_what_nothing_recognises_goes_where_a_person_said(api: Api, as_admin: User) -> None:
    item = create_item("host", "采集机", {"serial": "SN-1"})
    nameless = seen("nameless", os="Kylin")
    with context.acting_as(context.SYSTEM):
        case = asked(nameless)
    decide(api, case, "assign", item=str(item.id))
    assert observed(nameless) == ("unchanged", item.id)
    assert observed(seen("nameless", os="UOS")) == ("rejected", None), (
        "something else without a mark is another question"
    )


def test_broken_values_are_left_out_and_not_asked_about_again(api: Api) -> None:
    broken = seen("web", machine_id="a", cpu_cores="many", os="Kylin")
    _, item_id = observed(broken)
    case = ReviewCase.objects.get()
    shown = api.get(f"review-cases/{case.id}", item=str(item_id)).json()
    assert shown["compared"][0]["withheld"] == {"cpu_cores": "broken"}
    decide(api, case, "assign", item=str(item_id))
    ReviewCase.objects.update(closed_at=utc_now() - timedelta(days=30))
    assert observed(broken) == ("unchanged", item_id)
    assert ReviewCase.objects.get().closed_at is not None
    observed(seen("web", machine_id="a", cpu_cores="many", os="UOS"))
    assert ReviewCase.objects.get().closed_at is None


def test_a_row_of_a_table_is_a_persons_word_and_is_asked_about_once(api: Api, as_admin: User) -> None:
    one = create_item("host", "a", {"hostname": "h", "macs": [ONE]})
    create_item("host", "b", {"hostname": "h", "macs": [TWO]})
    lines = [["名称", "主机名", "网卡地址", "序列号"], ["c", "h", f"{ONE}、{TWO}", "SN-5"]]
    assert counts(applied(api, checked(api, lines))) == (0, 0, 0, 1, 0)
    case = ReviewCase.objects.get()
    assert decide(api, case, "dismiss", reason="填错了")["outcome"] == "dismissed"
    applied(api, checked(api, lines, name="again.csv"))
    case.refresh_from_db()
    assert case.closed_at is None, "a person who sends it again asks again"
    decide(api, case, "assign", item=str(one.id))
    one.refresh_from_db()
    assert (one.name, one.attributes) == ("c", {"hostname": "h", "macs": [ONE], "serial": "SN-5"})
    assert {"serial", "@name"} <= set(one.manual_attributes)
    assert counts(checked(api, lines, name="third.csv")) == (0, 0, 1, 0, 0)


def test_a_decision_outlives_what_else_the_item_becomes(api: Api, twins: tuple[Item, Item], as_admin: User) -> None:
    one, _ = twins
    decide(api, asked(), "assign", item=str(one.id))
    one.refresh_from_db()
    facade.update_item(one.id, one.version, Patch(attributes={"machine_id": "new", "macs": None}))
    assert ItemIdentity.objects.filter(item=one, rule="@decided").count() == 1
    assert observed(both())[1] == one.id


@pytest.fixture
def units(organisation: Organisation) -> tuple[Organisation, Organisation]:
    """Two units side by side."""
    make = Organisation.objects.create
    return (
        make(code="near", name="近处", parent=organisation),
        make(code="far", name="远处", parent=organisation),
    )


def test_who_sees_and_decides_what(
    api: Api, twins: tuple[Item, Item], units: tuple[Organisation, Organisation]
) -> None:
    near, far = units
    one, two = twins
    clerk = Api(make_user("clerk", "小李", near, [ensure_roles()[OPERATIONS]], "organisation"))
    Item.objects.filter(id__in=[one.id, two.id]).update(organisation=near)
    mine = asked()
    stranger = Item.objects.create(type_id="host", name="远处的机密", organisation=far, source="person")
    observe([seen("别处", machine_id="z", cpu_cores="x")])
    theirs = ReviewCase.objects.get(name="别处")
    ReviewCase.objects.filter(id=theirs.id).update(organisation=far)
    assert [row["id"] for row in clerk.get("review-cases").json()["items"]] == [str(mine.id)]
    assert len(api.get("review-cases").json()["items"]) == 2
    nothing = uuid4()
    for verb, body in (
        ("assign", {"item": str(one.id)}),
        ("register", {}),
        ("dismiss", {"reason": "无关"}),
        ("close", {}),
    ):
        there = clerk.post(f"review-cases/{theirs.id}/{verb}", body)
        nowhere = clerk.post(f"review-cases/{nothing}/{verb}", body)
        assert (there.status_code, there.json()["detail"]) == (404, nowhere.json()["detail"]), verb
    assert clerk.get(f"review-cases/{theirs.id}").status_code == 404
    far_away = clerk.post(f"review-cases/{mine.id}/assign", {"item": str(stranger.id)}).json()
    nowhere = clerk.post(f"review-cases/{mine.id}/assign", {"item": str(nothing)}).json()
    assert far_away["code"] == nowhere["code"] == "no_such_item"
    assert clerk.get(f"review-cases/{mine.id}", item=str(stranger.id)).json()["code"] == "no_such_item"
    refused = clerk.post(f"review-cases/{mine.id}/register", {}).json()
    assert [error["path"] for error in refused["errors"]] == ["/organisation"]
    assert clerk.post(f"review-cases/{mine.id}/register", {"organisation": str(far.id)}).status_code == 404
    assert decide(clerk, mine, "register", organisation=str(near.id))["closed_by"] == "小李"


def test_a_case_about_items_of_several_units_is_for_whoever_sees_all(
    api: Api, twins: tuple[Item, Item], units: tuple[Organisation, Organisation]
) -> None:
    near, far = units
    Item.objects.filter(id=twins[0].id).update(organisation=near)
    Item.objects.filter(id=twins[1].id).update(organisation=far)
    case = asked()
    clerk = Api(make_user("clerk", "小李", near, [ensure_roles()[OPERATIONS]], "organisation"))
    assert clerk.get("review-cases").json()["total"] == 0
    assert clerk.get(f"review-cases/{case.id}").status_code == 404
    ReviewCase.objects.update(organisation=near)
    shown = clerk.get(f"review-cases/{case.id}").json()
    assert (shown["elsewhere"], shown["candidates"], len(shown["compared"])) == (True, [str(twins[0].id)], 1)
    assert decide(api, case, "assign", item=str(twins[1].id))["item"] == str(twins[1].id)


def test_personal_data_stay_masked(api: Api, twins: tuple[Item, Item]) -> None:
    observe([both(phone="13987654321", mobile_of_keeper="13987650000")])
    assert sorted(ReviewCase.objects.values_list("reason", flat=True)) == ["ambiguous", "invalid"]
    for path in ("review-cases", *(f"review-cases/{case.id}" for case in ReviewCase.objects.all())):
        text = api.get(path).content.decode()
        assert "7654321" not in text
        assert "7650000" not in text
        assert "139****4321" in text


@pytest.mark.django_db(transaction=True)
def test_of_deciders_at_one_moment_one_is_heard(as_admin: User, twins: tuple[Item, Item]) -> None:
    case = asked()
    ready, told = Barrier(4), list[str]()

    def decider(item: Item) -> None:
        try:
            with context.acting_as(Actor("user", str(as_admin.id), as_admin.name)):
                ready.wait()
                assign_case(case.id, item.id, 1)
            told.append("heard")
        except Conflict as late:
            told.append(late.code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decider, [*twins, *twins]))
    assert sorted(told) == ["case_closed"] * 3 + ["heard"]
    assert AuditRecord.objects.filter(action="review.assign").count() == 1
