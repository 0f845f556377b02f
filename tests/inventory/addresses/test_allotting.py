"""Allotting addresses over HTTP: next free, named, reserved, given back; scope; many at once."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localdate

from tests.conftest import Api, make_user
from tests.inventory.addresses.conftest import apply_network_packs, host, prefix
from tongyun.inventory.addressing.texts import address_of
from tongyun.inventory.models import AddressBlock, AddressUse, Item
from tongyun.inventory.services.addresses.allotting import Wish, allot
from tongyun.inventory.services.addresses.dividing import Piece, divide
from tongyun.kernel.contracts import Conflict, utc_now
from tongyun.kernel.models import AuditRecord, Organisation
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

WORKERS = 20


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.usefixtures("plan", "as_admin")
class TestOne:
    def test_next_free_leaves_out_edges_gateway_what_is_seen_pools_and_prefixes_inside(self, api: Api) -> None:
        lan = prefix("10.0.0.0/28", gateway="10.0.0.1")
        host("web01", "10.0.0.2")
        prefix("10.0.0.8/29")
        made = api.post(f"prefixes/{lan}/allot", {"count": 3, "purpose": "应用", "owner": "张三"}).json()
        assert [row["address"] for row in made] == ["10.0.0.3", "10.0.0.4", "10.0.0.5"]
        assert {row["state"] for row in made} == {"allocated"}
        full = api.post(f"prefixes/{lan}/allot", {"count": 3})
        assert code(full) == (409, "nothing_free")
        assert "只剩 2 个" in full.json()["detail"]
        assert AddressUse.objects.count() == 3
        shown = api.get(f"prefixes/{lan}").json()
        figures = {"size": "16", "used": "5", "divided": "8", "free": "3", "share": 0.8125, "children": 1}
        assert shown["figures"] == figures
        assert [(span["first"], span["last"], span["largest"]) for span in shown["free_spans"]] == [
            ("10.0.0.6", "10.0.0.7", 31)
        ]
        assert shown["special"] == {"10.0.0.0": "network", "10.0.0.15": "broadcast", "10.0.0.1": "gateway"}

    @pytest.mark.parametrize(
        ("address", "answer", "word"),
        [
            ("10.0.0.0", (422, "bad_address"), "网络地址"),
            ("10.0.0.255", (422, "bad_address"), "广播地址"),
            ("10.0.0.1", (409, "address_taken"), "网关地址"),
            ("10.0.1.1", (422, "bad_address"), "不在"),
            ("10.0.0.200", (409, "address_taken"), "请在其中分配"),
            ("10.0.0.007", (422, "bad_address"), "前导零"),
            ("::ffff:10.0.0.7", (422, "bad_address"), "请写为 10.0.0.7"),
            ("fe80::1%eth0", (422, "bad_address"), "接口标识"),
            ("10.0.0.7/24", (422, "bad_address"), "不带前缀长度"),
            ("十", (422, "bad_address"), "不是有效"),
        ],
    )
    def test_what_cannot_be_allotted_is_refused_with_the_reason(
        self, api: Api, address: str, answer: tuple[int, str], word: str
    ) -> None:
        lan = prefix("10.0.0.0/24", gateway="10.0.0.1")
        prefix("10.0.0.192/27")
        refused = api.post(f"prefixes/{lan}/allot", {"address": address})
        assert code(refused) == answer
        assert word in refused.json()["detail"]
        assert refused.json()["errors"][0]["path"] == "/address"
        assert not AddressUse.objects.exists()

    def test_an_address_is_reserved_allotted_found_and_given_back_with_its_history(self, api: Api) -> None:
        lan, web = prefix("2001:db8:1::/64"), host("web01", "10.9.9.9")
        soon = localdate() + timedelta(days=30)
        wish = {"address": "2001:DB8:1::A", "state": "reserved", "purpose": "门户", "until": soon.isoformat()}
        (kept,) = api.post(f"prefixes/{lan}/allot", wish).json()
        assert (kept["address"], kept["state"], kept["item"]) == ("2001:db8:1::a", "reserved", None)
        again = api.post(f"prefixes/{lan}/allot", wish)
        assert (code(again), "已预留（门户）" in again.json()["detail"]) == ((409, "address_taken"), True)
        past = api.post(f"prefixes/{lan}/allot", {"until": "2020-01-01"})
        assert past.json()["errors"] == [{"path": "/until", "message": "截止日期已过"}]
        given = api.patch(f"addresses/{kept['id']}", {"version": 1, "state": "allocated", "item": str(web)}).json()
        assert (given["state"], given["item"]["name"], given["version"]) == ("allocated", "web01", 2)
        assert code(api.patch(f"addresses/{kept['id']}", {"version": 1, "owner": "x"})) == (412, "stale")
        asked = ("门户", "2001:DB8:1::A", "2001:db8:1::/64", "2001:db8::1/32 门户")
        queries = ({"address": "2001:db8:1::a"}, {"within": "2001:db8::/32"}, {"item": str(web)})
        for query in (*queries, *({"q": text} for text in asked)):
            assert [row["address"] for row in api.get("addresses", **query).json()["items"]] == ["2001:db8:1::a"]
        assert [row["range"] for row in api.get("prefixes", contains="2001:db8:1::a").json()["items"]] == [
            "2001:db8:1::/64"
        ]
        for text, found in {"2001:db8:1::a": 1, "2001:db8::/32": 1, "2001:db8:2::/64": 0}.items():
            assert api.get("prefixes", q=text).json()["total"] == found, text
        assert api.get("addresses", format="csv").status_code == 200
        assert "2001:db8:1::/64" in b"".join(api.get("prefixes", format="csv").streaming_content).decode()
        AddressUse.objects.update(created_at=utc_now() - timedelta(days=8))
        assert api.get(f"items/{web}/addresses").json()[0]["stale"] == "unseen"
        AddressUse.objects.update(until=localdate() - timedelta(days=1))
        assert api.get("addresses").json()["items"][0]["stale"] == "expired"
        extended = api.post("addresses/extend", {"ids": [kept["id"]], "until": soon.isoformat()}).json()
        assert extended["results"][0]["ok"]
        results = api.post("addresses/release", {"ids": [kept["id"], str(lan)]}).json()["results"]
        assert [(row["ok"], row["code"]) for row in results] == [(True, ""), (False, "no_such_address")]
        for text in ("2001:db8:1::b", "2001:db8:2::/48", "2001:db8:1::a/129", "2001:db8:1::a/", "10.0.0.0/8"):
            assert api.get("addresses", q=text).json()["total"] == 0, text
        changes = api.get("address-changes", address="2001:db8:1::a").json()["items"]
        assert api.get("address-changes", q="2001:db8::/32").json()["items"] == changes
        assert [row["kind"] for row in changes] == ["released", "changed", "changed", "allotted"]
        assert changes[2]["delta"]["item"][1]["name"] == "web01"
        told = AuditRecord.objects.filter(action__startswith="address.").values_list("action", flat=True)
        assert Counter(told) == {"address.allotted": 1, "address.changed": 2, "address.released": 1}

    def test_a_prefix_is_divided_and_the_pieces_are_items(self, api: Api) -> None:
        whole = prefix("10.0.0.0/22", gateway="10.0.3.254")
        api.post(f"prefixes/{whole}/allot", {"address": "10.0.1.7"})
        made = api.post(
            f"prefixes/{whole}/divide", {"length": 24, "count": 2, "attributes": {"purpose": "应用"}}
        ).json()
        assert [(row["range"], row["parent"]) for row in made] == [
            ("10.0.0.0/24", str(whole)),
            ("10.0.2.0/24", str(whole)),
        ]
        assert api.get(f"items/{made[0]['id']}").json()["attributes"] == {
            "prefix": "10.0.0.0/24",
            "network_zone": "extranet-public",
            "purpose": "应用",
        }
        assert code(api.post(f"prefixes/{whole}/divide", {"length": 24})) == (409, "nothing_free")
        assert code(api.post(f"prefixes/{whole}/divide", {"prefix": "10.0.0.0/23"})) == (409, "range_overlaps")
        assert code(api.post(f"prefixes/{whole}/divide", {"prefix": "10.0.8.0/24"})) == (422, "bad_address")
        assert code(api.post(f"prefixes/{whole}/divide", {})) == (422, "bad_address")
        assert code(api.post(f"prefixes/{made[0]['id']}/divide", {"length": 24})) == (422, "bad_address")
        zones = api.get("address-zones").json()
        assert [(row["key"], row["title"], row["prefixes"]) for row in zones] == [
            ("extranet-public", "电子政务外网 / 公用网络区", 3)
        ]

    def test_large_prefixes_cost_what_is_used_of_them(self, api: Api, django_assert_max_num_queries: Any) -> None:
        for text in ("10.0.0.0/8", "2001:db8::/64"):
            lan = prefix(text)
            with django_assert_max_num_queries(60):
                assert api.post(f"prefixes/{lan}/allot", {"count": 2}).status_code == 201
                assert len(api.get(f"prefixes/{lan}/addresses").json()["items"]) == 2
                shown = api.get(f"prefixes/{lan}").json()
            assert (shown["mapped"], len(shown["free_spans"])) == (False, 1)

    def test_nobody_learns_of_what_lies_out_of_scope(self, api: Api, organisation: Organisation) -> None:
        mine = Organisation.objects.create(code="mine", name="本单位", parent=organisation)
        other = Organisation.objects.create(code="other", name="他单位", parent=organisation)
        lan, secret, far = prefix("10.0.0.0/16"), prefix("10.0.5.0/24"), prefix("10.7.0.0/16")
        server = host("机密主机", "10.0.0.9")
        Item.objects.filter(pk=lan).update(organisation=mine)
        Item.objects.filter(pk__in=[secret, far, server]).update(organisation=other)
        allot(far, Wish())
        allot(lan, Wish(address="10.0.0.9", item=server))
        clerk = Api(make_user("clerk", "科员", mine, [ensure_roles()[OPERATIONS]], "below"))
        for path in ("prefixes", "addresses", "address-zones", "address-conflicts", "address-changes"):
            text = clerk.get(path).content.decode()
            assert "10.7.0.0" not in text, path
            assert "10.0.5.0" not in text, path
            assert "机密" not in text, path
        shown = clerk.get(f"prefixes/{lan}").json()
        assert (shown["inside"], shown["hidden_inside"], shown["open"]) == ([], 1, True)
        (row,) = clerk.get(f"prefixes/{lan}/addresses").json()["items"]
        assert (row["item"], row["item_hidden"], row["holders"], row["unseen_holders"]) == (None, True, [], 1)
        taken = clerk.post(f"prefixes/{lan}/allot", {"address": "10.0.5.1"})
        assert (code(taken), "其他单位" in taken.json()["detail"]) == ((409, "address_taken"), True)
        for method, path, body in (
            ("GET", f"prefixes/{secret}", None),
            ("GET", f"prefixes/{secret}/addresses", None),
            ("POST", f"prefixes/{secret}/allot", {}),
            ("POST", f"prefixes/{far}/divide", {"length": 24}),
        ):
            assert code(clerk.send(method, path, body)) == (404, "no_such_prefix"), path
        gone = clerk.post("addresses/release", {"ids": [str(AddressUse.objects.get(block_id=far).id)]}).json()
        assert gone["results"][0]["code"] == "no_such_address"
        assert code(clerk.post(f"prefixes/{lan}/allot", {"item": str(server)})) == (404, "no_such_item")
        for query in ({"q": "机密"}, {"item": str(server)}):
            assert clerk.get("addresses", **query).json()["total"] == 0, query
            assert api.get("addresses", **query).json()["total"] == 1, query

    def test_a_page_of_prefixes_costs_as_many_queries_as_one_prefix(
        self, api: Api, organisation: Organisation, django_assert_max_num_queries: Any
    ) -> None:
        other = Organisation.objects.create(code="other", name="他单位", parent=organisation)
        outer = prefix("10.0.0.0/8")
        for number in range(12):
            hidden = prefix(f"10.{number}.0.0/16")
            Item.objects.filter(pk=hidden).update(organisation=other)
            prefix(f"10.{number}.1.0/24")
        mine = Organisation.objects.create(code="mine", name="本单位", parent=organisation)
        Item.objects.filter(organisation=None).update(organisation=mine)
        clerk = Api(make_user("clerk", "科员", mine, [ensure_roles()[OPERATIONS]], "below"))
        with django_assert_max_num_queries(24):
            rows = clerk.get("prefixes").json()["items"]
        assert {row["name"]: row["parent"] for row in rows} == {
            "10.0.0.0/8": None,
            **{f"10.{number}.1.0/24": str(outer) for number in range(12)},
        }

    def test_what_a_role_hides_of_items_is_not_told_by_the_plan(self, api: Api, organisation: Organisation) -> None:
        lan = prefix("10.0.0.0/24", gateway="10.0.0.1")
        web, other = host("web01", "10.0.0.9", "192.168.7.7"), host("other")
        Item.objects.filter(pk__in=[lan, web, other]).update(organisation=organisation)
        mapping = {"outside": "203.0.113.10", "inside": "10.0.0.9", "protocol": "any"}
        assert api.post("port-mappings", {**mapping, "organisation": str(organisation.id)}).status_code == 201
        role = ensure_roles()[OPERATIONS]
        clerk = Api(make_user("clerk", "科员", organisation, [role], "below"))
        assert len(clerk.get("address-conflicts").json()["items"]) == 1
        role.hidden = {"item": ["attributes.addresses", "attributes.gateway", "organisation"]}
        role.save()
        (seen,) = clerk.get(f"prefixes/{lan}/addresses").json()["items"]
        assert (seen["address"], seen["holders"], seen["unseen_holders"]) == ("10.0.0.9", [], 1)
        taken = clerk.post(f"prefixes/{lan}/allot", {"address": "10.0.0.9", "item": str(other)})
        assert code(taken) == (409, "address_taken")
        shown = clerk.get(f"prefixes/{lan}").json()
        assert (shown["gateway"], shown["organisation"]) == (None, None)
        assert "gateway" not in shown["special"].values()
        assert clerk.get("port-mappings").json()["items"][0]["leads_to"] == []
        assert clerk.get("address-conflicts").json()["items"] == []
        for path in ("prefixes", "address-conflicts", "port-mappings", f"prefixes/{lan}/addresses"):
            assert "web01" not in clerk.get(path).content.decode(), path
        assert "web01" not in taken.content.decode()
        assert clerk.get("prefixes", organisation=str(organisation.id)).status_code == 422


@pytest.mark.django_db(transaction=True)
class TestMany:
    def run(self, work: Callable[[int], None]) -> list[BaseException]:
        barrier, unexpected = threading.Barrier(WORKERS), []

        def worker(number: int) -> None:
            barrier.wait()
            try:
                work(number)
            except BaseException as error:  # noqa: BLE001 - reported by the test
                unexpected.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=worker, args=(number,)) for number in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return unexpected

    def test_twenty_who_allot_at_once_get_twenty_addresses_and_pieces_of_their_own(self) -> None:
        apply_network_packs()
        lan, named = prefix("10.0.0.0/16"), Counter[str]()

        def work(number: int) -> None:
            for _ in range(2):
                allot(lan, Wish(count=2))
            divide(lan, Piece(length=24 + number % 3))
            try:
                allot(lan, Wish(address="10.0.255.7"))
                named["won"] += 1
            except Conflict as refused:
                named[refused.code] += 1

        assert self.run(work) == []
        assert named == {"won": 1, "address_taken": WORKERS - 1}
        keys = list(AddressUse.objects.values_list("key", flat=True))
        assert (len(keys), len(set(keys))) == (WORKERS * 4 + 1, WORKERS * 4 + 1)
        blocks = list(AddressBlock.objects.filter(parent_id=lan).order_by("first"))
        assert len(blocks) == WORKERS
        assert all(before.last < after.first for before, after in pairwise(blocks))
        for block in blocks:
            inside = [key for key in keys if block.first <= key <= block.last]
            assert set(inside) == set(block.uses.values_list("key", flat=True)), [address_of(key) for key in inside]
            assert inside == []
