"""Changes are taken back: one or a batch, rehearsed first, with what stands in the way told (CD-O-03)."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import Api, make_user
from tests.inventory.conftest import host
from tongyun.inventory import facade
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import ChangeBatch, Item, ItemChange, Relation, RelationSlot
from tongyun.inventory.services.occasions import Cause, occasion
from tongyun.kernel.models import AuditRecord, Organisation, OutboxMessage, User
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = pytest.mark.usefixtures("estate", "as_admin")


def version(item_id: UUID) -> int:
    return Item.objects.get(id=item_id).version


def newest(item_id: UUID) -> ItemChange:
    change: ItemChange = ItemChange.objects.filter(item_id=item_id).order_by("-version")[0]
    return change


def set_(item_id: UUID, **attributes: Any) -> ItemChange:
    facade.update_item(item_id, version(item_id), Patch(attributes=attributes))
    return newest(item_id)


def rehearse(api: Any, path: str) -> Any:
    answer = api.post(f"{path}/revert", {})
    assert answer.status_code == 200, answer.content
    assert answer.json()["dry_run"] is True
    return answer.json()


def revert(api: Any, path: str, **more: Any) -> Any:
    return api.post(f"{path}/revert", {"dry_run": False, "reason": "误操作", **more})


def test_one_change_goes_back_and_forth(api: Any) -> None:
    item = facade.create_item("host", "甲", {"owner": "王伟", "cpu_cores": 2})
    change = set_(item.id, owner="李娜", cpu_cores=None)
    told = rehearse(api, f"changes/{change.id}")
    assert told["effects"][0]["delta"] == {"cpu_cores": [None, 2], "owner": ["李娜", "王伟"]}
    assert (told["conflicts"], told["batch"]) == (0, None)
    assert Item.objects.get(id=item.id).attributes == {"owner": "李娜"}
    done = revert(api, f"changes/{change.id}", expected=told["digest"]).json()
    assert Item.objects.get(id=item.id).attributes == {"owner": "王伟", "cpu_cores": 2}
    assert Item.objects.get(id=item.id).manual_attributes == ["@name", "@type", "cpu_cores", "owner"]
    batch = ChangeBatch.objects.get(id=done["batch"])
    assert (batch.kind, batch.note, batch.reverts_id) == ("revert", "误操作", change.batch_id)
    assert revert(api, f"change-batches/{batch.id}").status_code == 200
    assert Item.objects.get(id=item.id).attributes == {"owner": "李娜"}


def test_a_rehearsal_leaves_nothing_behind(api: Any) -> None:
    item = facade.create_item("host", "甲", {"owner": "王伟"})
    change = set_(item.id, owner="李娜")

    def everything() -> list[int]:
        models = (ItemChange, ChangeBatch, AuditRecord, OutboxMessage, Relation)
        return [model.objects.count() for model in models]

    before = everything()
    rehearse(api, f"changes/{change.id}")
    assert everything() == before
    assert version(item.id) == 2


def test_what_was_changed_since_stays_and_is_told(api: Any) -> None:
    item = facade.create_item("host", "甲", {"owner": "王伟", "cpu_cores": 2})
    change = set_(item.id, owner="李娜", cpu_cores=4)
    later = set_(item.id, owner="张敏")
    told = rehearse(api, f"changes/{change.id}")
    (obstacle,) = told["obstacles"]
    assert (obstacle["field"], obstacle["reason"]) == ("owner", "此后又被修改")
    assert obstacle["changed_by"]["id"] == str(later.id)
    refused = revert(api, f"changes/{change.id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "revert_conflicts")
    assert version(item.id) == 3
    assert revert(api, f"changes/{change.id}", on_conflict="skip").json()["conflicts"] == 1
    assert Item.objects.get(id=item.id).attributes == {"owner": "张敏", "cpu_cores": 2}


def test_only_what_was_shown_is_done(api: Any) -> None:
    item = facade.create_item("host", "甲", {"owner": "王伟", "cpu_cores": 2})
    change = set_(item.id, owner="李娜", cpu_cores=4)
    digest = rehearse(api, f"changes/{change.id}")["digest"]
    set_(item.id, cpu_cores=8)
    stale = revert(api, f"changes/{change.id}", expected=digest, on_conflict="skip")
    assert (stale.status_code, stale.json()["code"]) == (409, "plan_changed")
    assert Item.objects.get(id=item.id).attributes == {"owner": "李娜", "cpu_cores": 8}


def test_a_batch_goes_back_as_a_whole(api: Any) -> None:
    hosts = [facade.create_item("host", name, {}).id for name in ("甲", "乙")]
    service = facade.create_item("nginx", "门户", {"owner": "王伟"}).id
    facade.relate("runs_on", service, hosts[0])
    with occasion(Cause.IMPORT, "七月台账", steps=True) as whole:
        made = facade.create_item("redis", "缓存", {}).id
        facade.relate("runs_on", made, hosts[1])
        facade.relate("runs_on", service, hosts[1], replace=True)
        set_(service, owner="李娜")
        facade.update_item(service, version(service), Patch(name="新门户"))
    path = f"change-batches/{whole.batch}"
    told = rehearse(api, path)
    effects = {each["item"]: each for each in told["effects"]}
    assert effects[str(made)]["delta"] == {"@lifecycle": ["active", "retired"]}
    assert [each["name"] for each in effects[str(service)]["drawn"]] == ["甲"]
    assert [each["name"] for each in effects[str(service)]["removed"]] == ["乙"]
    assert revert(api, path, expected=told["digest"]).status_code == 200
    item = Item.objects.get(id=service)
    assert (item.name, item.attributes["owner"]) == ("门户", "王伟")
    assert [view.name for view in facade.related(service, "runs_on")] == ["甲"]
    assert Item.objects.get(id=made).lifecycle == "retired"
    assert facade.related(made, "runs_on") == []
    assert RelationSlot.objects.count() == Relation.objects.count() == 1
    again = revert(api, path)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_revert")


def test_an_edge_that_finds_its_place_taken_is_a_conflict(api: Any) -> None:
    one, two = (facade.create_item("host", name, {}).id for name in ("甲", "乙"))
    service = facade.create_item("nginx", "门户", {}).id
    facade.unrelate(facade.relate("runs_on", service, one).id)
    removal = newest(service)
    facade.relate("runs_on", service, two)
    told = rehearse(api, f"changes/{removal.id}")
    assert (told["items"], told["obstacles"][0]["field"]) == (0, "@runs_on")
    assert revert(api, f"changes/{removal.id}", on_conflict="skip").status_code == 409
    assert [view.name for view in facade.related(service, "runs_on")] == ["乙"]


def test_what_was_made_and_used_since_is_not_retired(api: Any) -> None:
    item = facade.create_item("host", "甲", {})
    made = newest(item.id)
    set_(item.id, owner="王伟")
    told = rehearse(api, f"changes/{made.id}")
    assert [each["field"] for each in told["obstacles"]] == ["@lifecycle"]
    assert revert(api, f"changes/{made.id}").status_code == 409
    assert Item.objects.get(id=item.id).lifecycle == "active"


def test_what_a_person_took_back_no_machine_brings_again(api: Any) -> None:
    machine = facade.observe_host(host(cpu_cores=4))
    facade.observe_host(host(cpu_cores=64))
    assert revert(api, f"changes/{newest(machine.id).id}").status_code == 200
    facade.observe_host(host(cpu_cores=64))
    item = Item.objects.get(id=machine.id)
    assert (item.attributes["cpu_cores"], item.manual_attributes) == (4, ["cpu_cores"])


def test_a_value_that_the_type_no_longer_takes_is_a_conflict(api: Any) -> None:
    item = facade.create_item("nginx", "门户", {"site_url": "http://portal"})
    change = set_(item.id, site_url=None)
    facade.update_item(item.id, version(item.id), Patch(type="redis"))
    told = rehearse(api, f"changes/{change.id}")
    assert told["items"] == 0
    assert "没有这个属性" in told["obstacles"][0]["reason"]


def test_an_identity_that_another_has_by_now_is_a_conflict(api: Any) -> None:
    item = facade.create_item("host", "甲", {"serial": "CN-1"})
    change = set_(item.id, serial="CN-2")
    facade.create_item("host", "乙", {"serial": "CN-1"})
    told = rehearse(api, f"changes/{change.id}")
    assert (told["items"], told["conflicts"]) == (0, 1)
    assert Item.objects.get(id=item.id).attributes["serial"] == "CN-2"


def test_it_needs_a_reason_a_permission_and_is_audited(api: Any, nobody: User) -> None:
    item = facade.create_item("host", "甲", {"owner": "王伟"})
    change = set_(item.id, owner="李娜")
    wordless = api.post(f"changes/{change.id}/revert", {"dry_run": False, "reason": " "})
    assert (wordless.status_code, wordless.json()["errors"][0]["path"]) == (422, "/reason")
    assert Api(nobody).post(f"changes/{change.id}/revert", {}).status_code == 403
    assert api.post(f"changes/{uuid4()}/revert", {}).status_code == 404
    revert(api, f"changes/{change.id}")
    record = AuditRecord.objects.get(action="inventory.revert")
    assert "误操作" in record.delta
    assert AuditRecord.objects.filter(action="item.updated", target_id=str(item.id)).count() == 2


def test_what_lies_out_of_scope_is_left_alone(api: Any, organisation: Organisation) -> None:
    unit = Organisation.objects.create(code="mine", name="本单位", parent=organisation)
    mine = facade.create_item("host", "甲", {"owner": "王伟"}, unit.id).id
    other = facade.create_item("host", "机密主机", {"owner": "王伟"}).id
    with occasion(Cause.IMPORT) as whole:
        set_(mine, owner="李娜")
        set_(other, owner="李娜")
    clerk = Api(make_user("clerk", "科员", unit, [ensure_roles()[OPERATIONS]], "below"))
    told = rehearse(clerk, f"change-batches/{whole.batch}")
    assert (told["items"], told["conflicts"]) == (1, 1)
    assert "机密" not in str(told)
    assert clerk.post(f"changes/{newest(other).id}/revert", {}).status_code == 404
    assert revert(clerk, f"change-batches/{whole.batch}", on_conflict="skip").status_code == 200
    owners = [Item.objects.get(id=each).attributes["owner"] for each in (mine, other)]
    assert owners == ["王伟", "李娜"]


def test_what_an_edge_said_is_said_again(api: Any) -> None:
    one, two = (facade.create_item("host", name, {}).id for name in ("甲", "乙"))
    edge = facade.relate("depends_on", one, two).id
    assert api.patch(f"relations/{edge}", {"description": "主用"}).status_code == 200
    assert api.patch(f"relations/{edge}", {"description": "备用"}).status_code == 200
    told = rehearse(api, f"changes/{newest(one).id}")
    assert [each["name"] for each in told["effects"][0]["described"]] == ["乙"]
    first = ItemChange.objects.filter(item_id=one, kind="relation").order_by("version")[1]
    assert rehearse(api, f"changes/{first.id}")["obstacles"][0]["reason"] == "此后关系又有变化"
    assert revert(api, f"changes/{newest(one).id}", expected=told["digest"]).status_code == 200
    assert Relation.objects.get(id=edge).description == "主用"
    facade.unrelate(edge)
    assert revert(api, f"changes/{newest(one).id}").status_code == 200
    assert Relation.objects.get().description == "主用"


def test_what_an_item_said_it_needs_is_said_again(api: Any) -> None:
    item = facade.create_item("application", "系统", {}).id

    def say(needs: str | None) -> ItemChange:
        answer = api.send("PUT", f"items/{item}/redundancy", {"type": "depends_on", "needs": needs})
        assert answer.status_code == 200
        return newest(item)

    def said() -> list[str]:
        return [each["needs"] for each in api.get(f"items/{item}/redundancy").json()]

    first, second = say("2"), say("any")
    stale = rehearse(api, f"changes/{first.id}")["obstacles"][0]
    assert (stale["field"], stale["changed_by"]["id"]) == ("@needs/depends_on", str(second.id))
    told = rehearse(api, f"changes/{second.id}")
    assert told["effects"][0]["delta"] == {"@needs/depends_on": ["any", "2"]}
    assert said() == ["any"]
    assert revert(api, f"changes/{second.id}", expected=told["digest"]).status_code == 200
    assert said() == ["2"]
    assert revert(api, f"changes/{first.id}").status_code == 200
    assert said() == []
    assert revert(api, f"changes/{newest(item).id}").status_code == 200
    assert said() == ["2"]
    assert Item.objects.get(id=item).manual_attributes == ["@name", "@type"]
