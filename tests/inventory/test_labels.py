"""Labels: what is printed on a thing, for whom, and where its code leads (scanned in tests/e2e/test_labels.py)."""

from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import Api, make_user
from tongyun.inventory import facade
from tongyun.kernel.models import Organisation
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = pytest.mark.usefixtures("estate")


def test_a_label_leads_to_the_page_of_its_item_at_the_public_address(
    api: Api, organisation: Organisation, settings: Any
) -> None:
    settings.TONGYUN = replace(settings.TONGYUN, public_url="https://ops.example.gov.cn")
    made = facade.create_item("host", "web01", {"serial": "CN-7", "code": "ZC-0001"}, organisation.id)
    facade.create_item("host", "db01", {}, None)
    found = api.get("item-labels", q="web").json()
    assert (found["total"], found["next"]) == (1, None)
    assert found["items"] == [
        {
            "id": str(made.id),
            "name": "web01",
            "type_title": "主机",
            "type_title_en": "Host",
            "serial": "CN-7",
            "code": "ZC-0001",
            "organisation": "市政务数据中心",
            "address": f"https://ops.example.gov.cn/items/{made.id}",
        }
    ]
    ids = [row["id"] for row in api.get("item-labels").json()["items"]]
    assert [row["name"] for row in api.get("item-labels", id__in=",".join(ids), sort="-name").json()["items"]] == [
        "web01",
        "db01",
    ]
    assert [row["name"] for row in api.get("item-labels", **{"attributes.code": "zc-0001"}).json()["items"]] == [
        "web01"
    ]
    assert api.get("item-labels", colour="red").status_code == 422


def test_what_a_role_does_not_see_stands_on_no_label(api: Api, organisation: Organisation) -> None:
    role = ensure_roles()[OPERATIONS]
    role.hidden = {"item": ["attributes.serial", "organisation"]}
    role.save()
    curious = Api(make_user("curious", "好奇", organisation, [role], scope="organisation"))
    facade.create_item("host", "web01", {"serial": "CN-7", "code": "ZC-0001"}, organisation.id)
    elsewhere = Organisation.objects.create(code="else", name="别处")
    hidden = facade.create_item("host", "db01", {}, elsewhere.id)
    [label] = curious.get("item-labels").json()["items"]
    assert (label["name"], label["code"], label["serial"], label["organisation"]) == ("web01", "ZC-0001", "", "")
    assert curious.get("item-labels", id=str(hidden.id)).json()["items"] == []
