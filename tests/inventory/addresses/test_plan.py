"""The plan beside the items: what people write must make sense, what machines say is only shown."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from tests.conftest import Api
from tests.inventory.addresses.conftest import ZONE, host, prefix, reports
from tongyun.inventory import facade
from tongyun.inventory.address_plan.conflicts import conflicts
from tongyun.inventory.addressing.texts import address_of
from tongyun.inventory.catalogue import catalogue
from tongyun.inventory.models import AddressBlock, HeldAddress, Item
from tongyun.inventory.services.addresses.allotting import Wish, allot
from tongyun.inventory.services.items import amend, state_of
from tongyun.inventory.services.occasions import Cause, occasion
from tongyun.kernel.contracts import Conflict, Invalid

pytestmark = pytest.mark.usefixtures("plan", "as_admin")


def tree() -> dict[str, str | None]:
    rows = AddressBlock.objects.filter(zone=ZONE).select_related("item", "parent__item")
    return {row.item.name: row.parent.item.name if row.parent else None for row in rows}


def said(kind: str | None = None) -> list[tuple[str, str, list[str]]]:
    return [
        (each.kind, str(address_of(each.key)) if each.key else "", sorted(item.name for item in each.holders))
        for each in conflicts(kind=kind)
    ]


def test_prefixes_nest_in_whatever_order_they_come_and_go() -> None:
    small, other = prefix("10.0.1.0/24"), prefix("10.0.1.0/24", "internet-office")
    prefix("10.0.0.0/8")
    middle = prefix("10.0.0.0/16")
    pool = {"pool_kind": "extranet", "network_zone": ZONE, "first_address": "10.0.1.10", "last_address": "10.0.1.20"}
    facade.create_item("ip_pool", "池", pool)
    assert tree() == {
        "10.0.0.0/8": None,
        "10.0.0.0/16": "10.0.0.0/8",
        "10.0.1.0/24": "10.0.0.0/16",
        "池": "10.0.1.0/24",
    }
    assert AddressBlock.objects.get(pk=other).parent is None
    assert AddressBlock.objects.get(pk=small).parent_id == middle
    allot(small, Wish(address="10.0.1.5"))
    facade.update_item(middle, 1, facade.Patch(lifecycle="retired"))
    assert AddressBlock.objects.get(pk=small).parent.item.name == "10.0.0.0/8"
    facade.update_item(middle, 2, facade.Patch(lifecycle="active"))
    assert AddressBlock.objects.get(pk=small).parent_id == middle
    facade.update_item(small, 1, facade.Patch({"prefix": "10.0.0.0/23"}))
    assert AddressBlock.objects.get(pk=small).uses.count() == 1


def test_prefixes_of_no_zone_are_a_plan_of_their_own(api: Api) -> None:
    prefix("192.168.7.0/24", None)
    prefix("10.0.0.0/24")
    assert [zone["key"] for zone in api.get("address-zones").json()] == [ZONE, ""]
    for query in ({"zone": "null"}, {"zone__null": "true"}, {"zone__in": "null"}, {"zone__not": ZONE}):
        assert [row["range"] for row in api.get("prefixes", **query).json()["items"]] == ["192.168.7.0/24"], query
    for query in ({"zone": ZONE}, {"zone__null": "false"}, {"zone__not": "null"}):
        assert [row["range"] for row in api.get("prefixes", **query).json()["items"]] == ["10.0.0.0/24"], query


def test_what_overlaps_is_refused_and_nothing_is_left_without_a_place() -> None:
    whole = prefix("2001:db8::/64")
    with pytest.raises(Conflict) as refused:
        prefix("2001:DB8:0::/64")
    assert refused.value.code in ("range_taken", "not_unique")
    pool = {"pool_kind": "extranet", "network_zone": ZONE}
    facade.create_item("ip_pool", "一", {**pool, "first_address": "10.1.0.1", "last_address": "10.1.0.9"})
    with pytest.raises(Conflict) as refused:
        facade.create_item("ip_pool", "二", {**pool, "first_address": "10.1.0.5", "last_address": "10.1.0.20"})
    assert (refused.value.code, "“一”" in refused.value.detail) == ("range_overlaps", True)
    allot(whole, Wish(address="2001:db8::5"))
    for change in ({"lifecycle": "retired"}, {"attributes": {"prefix": "2001:db8:1::/64"}}):
        with pytest.raises(Conflict) as refused:
            facade.update_item(whole, 1, facade.Patch(**change))
        assert refused.value.code == "prefix_in_use"
    assert Item.objects.get(pk=whole).version == 1


@pytest.mark.parametrize(
    ("attributes", "place", "word"),
    [
        ({"prefix": "10.0.0.1/8"}, "prefix", "主机位不为零，网段应为 10.0.0.0/8"),
        ({"prefix": "10.0.0.0/8", "gateway": "11.0.0.1"}, "gateway", "网关不在网段内"),
        ({"prefix": "10.0.0.0/8", "gateway": "10.0.0.01"}, "gateway", "前导零"),
        ({"prefix": "fe80::1%1/64"}, "prefix", ""),
    ],
)
def test_people_are_told_what_is_wrong_with_a_prefix(attributes: dict[str, Any], place: str, word: str) -> None:
    with pytest.raises(Invalid) as refused:
        facade.create_item("subnet", "x", attributes)
    assert refused.value.fields[0].path == f"/attributes/{place}"
    assert word in "".join(field.message for field in refused.value.fields)


def test_reports_are_never_refused_and_conflicts_name_both() -> None:
    lan = prefix("10.0.0.0/24", gateway="10.0.0.254")
    prefix("172.17.0.0/16", addresses_shared=True)
    web = host("web01", "10.0.0.5", "172.17.0.1", "127.0.0.1", "fe80::1%eth0")
    host("db01", "10.0.0.6", "172.17.0.1")
    host("far", "10.0.0.5", zone="internet-office")
    assert said() == []
    assert reports("db01", "10.0.0.5", "172.17.0.1") == "updated"
    assert said() == [("duplicate", "10.0.0.5", ["db01", "web01"])]
    with pytest.raises(Conflict) as refused:
        allot(lan, Wish(address="10.0.0.5", item=host("new")))
    assert "正在使用" in refused.value.detail
    allot(lan, Wish(address="10.0.0.5", item=web))
    reports("web01", "10.0.0.9", "192.168.7.7")
    allot(lan, Wish(address="10.0.0.20", state="reserved", purpose="打印机"))
    reports("db01", "10.0.0.5", "10.0.0.20")
    assert said() == [
        ("elsewhere", "10.0.0.5", ["db01"]),
        ("reserved", "10.0.0.20", ["db01"]),
        ("outside", "192.168.7.7", ["web01"]),
    ]
    facade.update_item(web, Item.objects.get(pk=web).version, facade.Patch(lifecycle="retired"))
    assert not HeldAddress.objects.filter(holder_id=web).exists()


def test_a_card_counts_for_its_machine_and_an_unknown_zone_may_be_any() -> None:
    prefix("10.0.0.0/24")
    machine = host("web01", "10.0.0.5", zone=None)
    facade.create_item("network_card", "eth0", {"host": str(machine), "card_addresses": ["10.0.0.5"]})
    assert said() == []
    host("web02", "10.0.0.5")
    assert said() == [("duplicate", "10.0.0.5", ["web01", "web02"])]


def test_a_range_that_a_machine_brings_twice_stays_out_of_the_plan_and_shows() -> None:
    prefix("10.0.0.0/24", None)
    twin = Item.objects.get(pk=prefix("10.0.1.0/24", None))
    with transaction.atomic(), occasion(Cause.OBSERVATION):
        amend(catalogue(), twin, replace(state_of(twin), attributes={"prefix": "10.0.0.0/24"}))
    assert twin.attributes == {"prefix": "10.0.0.0/24"}
    assert [(each.kind, each.item) for each in conflicts()] == [("unplanned", twin)]
