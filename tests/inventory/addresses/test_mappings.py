"""Port mappings: found from both ends, one place for what is outside, within the data scope."""

from typing import Any

import pytest

from tests.conftest import Api, make_user
from tests.inventory.addresses.conftest import host, prefix
from tongyun.inventory.services.addresses.allotting import Wish, allot
from tongyun.kernel.models import AuditRecord, Organisation
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = pytest.mark.usefixtures("plan", "as_admin")

WEB = {
    "outside": "203.0.113.10",
    "outside_port": 443,
    "inside": "10.0.0.5",
    "inside_port": 8443,
    "protocol": "tcp",
    "purpose": "门户网站",
    "reference": "SP-2026-118",
}


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def test_a_mapping_is_found_from_both_ends_changed_and_removed(api: Api) -> None:
    web = host("web01", "10.0.0.5")
    allot(prefix("10.0.0.0/24"), Wish(address="10.0.0.5", item=web))
    made = api.post("port-mappings", WEB).json()
    assert (made["label"], [each["name"] for each in made["leads_to"]]) == (
        "203.0.113.10:443 → 10.0.0.5:8443",
        ["web01"],
    )
    for query in (
        {"address": "203.0.113.10"},
        {"address": "10.0.0.5"},
        {"inside": "10.0.0.5", "inside_port": "8443"},
        {"outside": "203.0.113.0/24"},
        {"within": "10.0.0.0/8"},
        {"q": "门户"},
        {"q": "203.0.113.10"},
        {"q": "10.0.0.0/8 门户"},
        {"q": "10.0.0.9/24"},
        {"reference": "SP-2026-118"},
    ):
        assert api.get("port-mappings", **query).json()["total"] == 1, query
    for query in ({"outside": "10.0.0.5"}, {"within": "10.1.0.0/16"}, {"inside_port": "443"}, {"q": "10.0.0.50"}):
        assert api.get("port-mappings", **query).json()["total"] == 0, query
    assert code(api.get("port-mappings", within="10.0.0.1/8")) == (422, "bad_address")
    changed = api.patch(f"port-mappings/{made['id']}", {"version": 1, "inside": "10.0.0.6", "purpose": ""}).json()
    assert (changed["inside"], changed["leads_to"], changed["version"]) == ("10.0.0.6", [], 2)
    assert code(api.patch(f"port-mappings/{made['id']}", {"version": 1, "owner": "x"})) == (412, "stale")
    assert "10.0.0.6" in b"".join(api.get("port-mappings", format="csv").streaming_content).decode()
    results = api.post("port-mappings/remove", {"ids": [made["id"], str(web)]}).json()["results"]
    assert [(row["ok"], row["code"]) for row in results] == [(True, ""), (False, "no_such_mapping")]
    told = AuditRecord.objects.filter(action__startswith="mapping.").order_by("at").values_list("action", flat=True)
    assert sorted(told) == ["mapping.changed", "mapping.created", "mapping.removed"]


@pytest.mark.parametrize(
    ("change", "clashes"),
    [
        ({}, True),
        ({"outside_port": 8080}, False),
        ({"protocol": "udp"}, False),
        ({"outside": "203.0.113.11"}, False),
        ({"outside_port": 0, "inside_port": 0}, True),
        ({"outside_port": 0, "inside_port": 0, "protocol": "udp"}, False),
        ({"outside_port": 0, "inside_port": 0, "protocol": "any"}, True),
    ],
)
def test_what_is_outside_leads_to_one_place(api: Api, change: dict[str, Any], clashes: bool) -> None:
    assert api.post("port-mappings", WEB).status_code == 201
    again = api.post("port-mappings", {**WEB, "inside": "10.0.0.9", **change})
    assert code(again) == ((409, "mapping_taken") if clashes else (201, ""))
    if clashes:
        assert "203.0.113.10:443 → 10.0.0.5:8443" in again.json()["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outside": "203.0.113.010"}, "/outside"),
        ({"inside": "::ffff:10.0.0.5"}, "/inside"),
        ({"inside": "203.0.113.10"}, "/inside"),
        ({"inside_port": 0}, "/inside_port"),
        ({"protocol": "any"}, "/protocol"),
        ({"until": "2020-01-01"}, "/until"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_at_its_field(api: Api, change: dict[str, Any], field: str) -> None:
    refused = api.post("port-mappings", {**WEB, **change})
    assert code(refused) == (422, "bad_mapping")
    assert [error["path"] for error in refused.json()["errors"]] == [field]


def test_a_mapping_of_others_is_not_told(api: Api, organisation: Organisation) -> None:
    mine = Organisation.objects.create(code="mine", name="本单位", parent=organisation)
    other = Organisation.objects.create(code="other", name="他单位", parent=organisation)
    made = api.post("port-mappings", {**WEB, "organisation": str(other.id)}).json()
    clerk = Api(make_user("clerk", "科员", mine, [ensure_roles()[OPERATIONS]], "below"))
    assert clerk.get("port-mappings", address="10.0.0.5").json()["total"] == 0
    assert code(clerk.patch(f"port-mappings/{made['id']}", {"version": 1})) == (404, "no_such_mapping")
    assert code(clerk.post("port-mappings", WEB)) == (404, "not_in_scope")
    clash = clerk.post("port-mappings", {**WEB, "organisation": str(mine.id)})
    assert (code(clash), "10.0.0.5" in clash.content.decode()) == ((409, "mapping_taken"), False)
