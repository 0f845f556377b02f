"""Import of NetBox: sites, racks, devices, machines, addresses and prefixes of one file, with what hangs on what."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Api
from tests.inventory.conftest import apply_packs
from tests.inventory.test_importing import applied, checked, counts, said, work_off
from tongyun.inventory.importing.foreign import netbox
from tongyun.inventory.importing.foreign.netbox_table import KINDS
from tongyun.inventory.importing.kind import LIMITS
from tongyun.inventory.models import Item, ItemChange, Relation
from tongyun.kernel.contracts import Invalid

EXPORTS = Path(__file__).parent / "exports"
DUMP, REST = EXPORTS / "netbox-dump-4.1.json", EXPORTS / "netbox-rest-4.2.json"


@pytest.fixture
def estate(db: None) -> None:
    """The packs that objects of NetBox may be of."""
    apply_packs("hosts", "topology", "facilities", "equipment", "cloud", "networks")


def sent(api: Api, path: Path, content: bytes = b"") -> Any:
    return checked(api, [], name=path.name, type_key="", content=content or path.read_bytes())


def edges() -> set[tuple[str, str, str]]:
    return set(Relation.objects.values_list("source__name", "type_id", "target__name"))


@pytest.mark.django_db
@pytest.mark.usefixtures("estate")
def test_a_dump_becomes_items_with_what_hangs_on_what(api: Api) -> None:
    run = sent(api, DUMP)
    assert (run["state"], run["type_title"]) == ("checked", "NetBox 数据"), run["problem"]
    assert counts(run) == (14, 0, 0, 0, 0), said(api, run)
    for what in (
        "无法从角色“配线架”判断模型的设备：1",
        "没有 MAC 地址和 IP 地址的接口：1",
        "线缆：1",
        "线路：1",
        "区域：1",
        "字段 site（VLAN）：1",
        "NetBox 自身的数据（账号、会话、变更记录等）：1",
    ):
        assert what in run["notes"], run["notes"]
    assert not any("没有设备使用" in note for note in run["notes"]), "the address of the management card has its device"
    run = applied(api, run)
    assert counts(run) == (14, 0, 0, 0, 0), said(api, run)
    assert {
        ("3F 机房", "located_in", "3F"),
        ("3F", "located_in", "政务中心大楼"),
        ("sw-3f-01", "located_in", "A01"),
        ("esx-01", "member_of", "政务云 1 区"),
        ("portal-web-01", "deployed_on", "政务云 1 区"),
    } <= edges()
    switch, server = Item.objects.get(type="switch"), Item.objects.get(type="server")
    racks = {rack.attributes.get("code"): rack for rack in Item.objects.filter(type="rack")}
    assert (switch.attributes["rack"], server.attributes["rack"]) == (str(racks["JG-001"].id), str(racks[None].id))
    assert (switch.attributes["u_start"], switch.attributes["face"], switch.attributes["vendor"]) == (
        42,
        "front",
        "华为",
    )
    assert (switch.attributes["management_address"], server.attributes["management_address"]) == (
        "10.12.0.31",
        "10.12.9.40",
    )
    assert (server.attributes["height_u"], server.attributes["os"]) == (2, "银河麒麟 V10")
    machine = Item.objects.get(type="virtual_machine")
    told = machine.attributes
    assert (told["cpu_cores"], told["memory_bytes"], told["disk_bytes"]) == (4, 8 << 30, 100 * 10**9)
    assert (told["addresses"], told["macs"]) == (["10.12.3.41"], ["52:54:00:AA:00:02"])
    card = Item.objects.get(name="esx-01 eth0")
    assert (card.attributes["host"], card.attributes["card_addresses"]) == (str(server.id), ["10.12.3.40"])
    subnet, vlan = Item.objects.get(type="subnet"), Item.objects.get(type="vlan")
    assert (subnet.attributes["prefix"], subnet.attributes["vlan"]) == ("10.12.3.0/24", str(vlan.id))


@pytest.mark.django_db
@pytest.mark.usefixtures("estate")
def test_a_second_import_changes_nothing_and_one_field_is_one_change(api: Api) -> None:
    applied(api, sent(api, DUMP))
    before = ItemChange.objects.count()
    run = sent(api, DUMP)
    assert counts(run) == (0, 0, 14, 0, 0), said(api, run)
    run = sent(api, DUMP, DUMP.read_bytes().replace(b'"42.0"', b'"41.0"'))
    assert counts(run) == (0, 1, 13, 0, 0), said(api, run)
    applied(api, run)
    assert ItemChange.objects.count() == before + 1
    assert ItemChange.objects.latest("at").delta["u_start"] == [42, 41]
    run = sent(api, REST)
    assert counts(run)[0] == 0, "what REST tells is what the dump told"
    assert counts(run)[3:] == (0, 0), said(api, run)


@pytest.mark.django_db
@pytest.mark.usefixtures("estate")
def test_what_points_out_of_the_file_is_told_and_what_is_there_by_name_is_found(api: Api) -> None:
    devices = [part for part in json.loads(REST.read_bytes()) if "/devices/" in part["results"][0]["url"]]
    run = sent(api, REST, json.dumps(devices).encode())
    assert counts(run) == (0, 0, 0, 0, 1)
    assert "没有“A01”：文件和资源中都没有" in said(api, run)[1]
    mapping = {
        heading: "" if heading in ("所在机房", "所在机柜", "位于") else key for heading, key in run["mapping"].items()
    }
    assert api.post(f"item-imports/{run['id']}/mapping", {"mapping": mapping}).status_code == 200
    work_off()
    assert counts(api.get(f"item-imports/{run['id']}").json()) == (1, 0, 0, 0, 0)
    wrong = {**run["mapping"], "模型": "@name"}
    assert api.post(f"item-imports/{run['id']}/mapping", {"mapping": wrong}).status_code == 422


@pytest.mark.django_db
@pytest.mark.usefixtures("estate")
def test_json_of_somebody_else_is_refused(api: Api) -> None:
    run = sent(api, DUMP, b'[{"a": 1}]')
    assert (run["state"], "不是 NetBox 的数据" in run["problem"]) == ("refused", True)
    run = sent(api, DUMP, json.dumps([{"model": "auth.user", "pk": 1, "fields": {"password": "x"}}]).encode())
    assert (run["state"], "没有可导入的对象" in run["problem"]) == ("refused", True)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "url", "name", "value", "address", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)
NAMES = sorted(
    {path.partition(".")[0] for kind in KINDS for field in kind.fields for path in field.paths} | {"assigned_object_id"}
)


@pytest.mark.django_db
@settings(max_examples=120, deadline=None)
@given(
    objects=st.lists(
        st.fixed_dictionaries(
            {
                "model": st.sampled_from([*(kind.key for kind in KINDS), "ipam.ipaddress", "dcim.devicerole"]),
                "pk": st.integers(1, 4),
                "fields": st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8),
            }
        )
        | VALUES,
        max_size=6,
    )
)
def test_no_shape_of_a_dump_is_more_than_refused(objects: list[Any]) -> None:
    try:
        rows = list(netbox.read(json.dumps(objects).encode(), LIMITS).rows)
    except Invalid:
        return
    assert len({tuple(row.cells) for row in rows}) == 1
