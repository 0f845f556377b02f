"""Import of what other systems export: hostile files are refused, known ones become rows, no secret is kept."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Api
from tests.inventory.conftest import apply_packs
from tests.inventory.test_importing import applied, checked, counts, said, send
from tongyun.inventory.catalogue import catalogue
from tongyun.inventory.importing.foreign import reading, zabbix
from tongyun.inventory.importing.foreign.systems import SYSTEMS
from tongyun.inventory.importing.kind import LIMITS
from tongyun.inventory.importing.targets import ATTRIBUTE, RELATION
from tongyun.inventory.models import Item, ItemChange, ItemIdentity, RelationType
from tongyun.inventory.services.items import create_item
from tongyun.kernel.contracts import Invalid
from tongyun.kernel.models import ImportPart, ImportRun

EXPORTS = Path(__file__).parent / "exports"
YAML, XML = (EXPORTS / name for name in ("zabbix-7.0.yaml", "zabbix-5.0.xml"))
BOMB = b"""<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<zabbix_export><hosts><host><host>&b;</host></host></hosts></zabbix_export>"""


@pytest.fixture
def estate(db: None) -> None:
    """The packs that hosts of another system may be of."""
    apply_packs("hosts", "topology", "facilities", "equipment", "cloud", "networks")


def as_json(path: Path) -> bytes:
    return json.dumps(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)).encode()


def sent(api: Api, path: Path, content: bytes = b"", name: str = "") -> Any:
    return checked(api, [], name=name or path.name, type_key="", content=content or path.read_bytes())


@pytest.mark.django_db
@pytest.mark.usefixtures("estate")
@pytest.mark.parametrize("form", ["yaml", "xml", "json"])
def test_hosts_of_zabbix_become_items_whatever_the_format(api: Api, form: str) -> None:
    content = {"yaml": YAML.read_bytes(), "xml": XML.read_bytes(), "json": as_json(YAML)}[form]
    run = sent(api, YAML, content, f"zabbix_export_hosts.{form}")
    assert (run["state"], run["type_title"], counts(run)) == ("checked", "Zabbix 主机", (2, 0, 0, 0, 0)), said(api, run)
    assert run["mapping"]["监控模板"] == "", "what has no place is shown among the columns"
    for what in (
        "主机宏（可能含口令）：2",
        "监控项：1",
        "SNMP 团体名与认证信息：1",
        "资产字段 url_a",
    ):
        assert any(what in note for note in run["notes"]), run["notes"]
    kept = json.dumps([list(ImportPart.objects.values_list("rows", flat=True)), run], ensure_ascii=False, default=str)
    assert "do-not-keep" not in kept
    assert Item.objects.count() == 0, "a dry run writes nothing"
    run = applied(api, run)
    assert counts(run) == (2, 0, 0, 0, 0)
    assert ImportRun.objects.get().content is None
    web, switch = Item.objects.get(type="host"), Item.objects.get(type="switch")
    assert (web.name, web.attributes["hostname"], web.attributes["serial"]) == (
        "门户网站 01",
        "portal-web-01",
        "CN7716A0",
    )
    assert web.attributes["addresses"] == ["10.12.3.41"], "127.0.0.1 tells nobody apart"
    assert web.attributes["tags"] == ["门户网站", "系统:门户"]
    assert (web.attributes["purchased_on"], "warranty_until" in web.attributes) == ("2023-05-18", False)
    assert (switch.attributes["management_address"], switch.attributes["serial"]) == ("10.12.0.31", "2102351ABC")


@pytest.mark.django_db
@pytest.mark.usefixtures("estate")
def test_a_second_import_changes_nothing_and_one_field_is_one_change(api: Api) -> None:
    applied(api, sent(api, YAML))
    before = ItemChange.objects.count()
    run = sent(api, XML)
    assert counts(run) == (0, 0, 2, 0, 0), said(api, run)
    content = YAML.read_text(encoding="utf-8").replace("银河麒麟 V10", "银河麒麟 V11").replace("CN7716A0", "CN7716A9")
    run = sent(api, YAML, content.encode())
    assert counts(run) == (0, 1, 1, 0, 0), "a host is known by its name in Zabbix though its serial is another"
    applied(api, run)
    assert (Item.objects.count(), ItemChange.objects.count()) == (2, before + 1)
    assert ItemChange.objects.latest("at").delta.keys() == {"os", "serial"}


@pytest.mark.django_db
@pytest.mark.usefixtures("estate")
def test_items_that_are_there_are_recognised_once_and_two_hosts_are_never_one(api: Api) -> None:
    item = create_item("host", "已登记", {"hostname": "x", "serial": "CN7716A0"})
    run = sent(api, YAML)
    assert counts(run) == (1, 1, 0, 0, 0)
    row = api.get(f"item-imports/{run['id']}/rows", verdict="update").json()["items"][0]
    assert row["changes"]["@foreign"] == [None, "host/portal-web-01"]
    applied(api, run)
    assert ItemIdentity.objects.filter(item=item, rule="@foreign:zabbix:host").count() == 1
    assert counts(sent(api, YAML)) == (0, 0, 2, 0, 0)
    twin = YAML.read_text(encoding="utf-8").replace("portal-web-01", "portal-web-02")
    run = sent(api, YAML, twin.encode())
    assert counts(run) == (0, 0, 1, 0, 1)
    assert "已对应来源系统中的另一个对象" in next(iter(said(api, run).values()))
    body = {"type": "", "source": "二中心"}
    answer = send_with(api, YAML, body)
    assert answer.json()["type_title"] == "Zabbix 主机（二中心）"


def send_with(api: Api, path: Path, body: dict[str, str]) -> Any:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return api.client.post("/api/v1/item-imports", {**body, "file": file}, headers=api.headers)


@pytest.mark.django_db
@pytest.mark.usefixtures("estate")
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bomb.xml", BOMB, "DOCTYPE 或实体声明"),
        ("bomb.yaml", b"zabbix_export:\n  a: &a [x, x]\n  hosts: [*a, *a]\n", "锚点或别名"),
        ("deep.json", b'{"zabbix_export":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "嵌套超过"),
        ("deep.yaml", b"zabbix_export: " + b"[" * 500 + b"]" * 500, "嵌套超过"),
        ("deep.xml", b"<zabbix_export>" + b"<a>" * 500 + b"</a>" * 500 + b"</zabbix_export>", "嵌套超过"),
        ("cut.json", b'{"zabbix_export": {"hosts": [{"host"', "不是有效的 JSON"),
        ("cut.xml", b"<zabbix_export><hosts>", "不是有效的 XML"),
        ("bad.yaml", b"zabbix_export:\n  - a\n b: ]", "不是有效的 YAML"),
        ("none.yaml", b"zabbix_export:\n  version: '7.0'\n", "没有主机"),
        ("number.json", b'{"zabbix_export": {"hosts": ' + b"9" * 6000 + b"}}", "数字过长"),
    ],
)
def test_a_hostile_or_damaged_file_is_refused_with_the_reason(api: Api, name: str, content: bytes, reason: str) -> None:
    run = sent(api, YAML, content, name)
    assert run["state"] == "refused"
    assert reason in run["problem"]


@pytest.mark.django_db
@pytest.mark.usefixtures("estate")
def test_what_is_no_export_or_too_large_is_refused_at_the_door(api: Api) -> None:
    for name, content, code in (
        ("notes.yaml", b"a: 1", "unknown_format"),
        ("huge.xml", b"<zabbix_export>" + b" " * LIMITS.bytes, "file_too_large"),
        ("a.csv", "名称\nx\n".encode(), "no_type"),
    ):
        answer = send(api, [], name=name, type_key="", content=content)
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.content


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["host", "name", "interfaces", "ip", "type", "inventory", "tags", "tag", "groups", "macros", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@pytest.mark.django_db
@settings(max_examples=120, deadline=None)
@given(hosts=st.lists(PARTS, max_size=4))
def test_no_shape_of_an_export_is_more_than_refused(hosts: list[Any]) -> None:
    content = json.dumps({"zabbix_export": {"hosts": hosts}}).encode()
    try:
        rows = list(zabbix.read(content, LIMITS).rows)
    except Invalid:
        return
    assert len({tuple(row.cells) for row in rows}) <= 1
    assert all(
        text == "" or text.isprintable() or "\n" in text or "\t" in text for r in rows for text in r.cells.values()
    )


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=300) | st.text(alphabet="<>/&;![]{}:,-*\"' \nabz", max_size=200).map(str.encode))
def test_no_bytes_are_more_than_refused(content: bytes) -> None:
    with suppress(Invalid):
        reading.parsed(content)


@pytest.mark.django_db
@pytest.mark.usefixtures("hosts_pack")
def test_the_tables_name_only_what_the_packs_have() -> None:
    types = catalogue()
    relations = set(RelationType.objects.values_list("key", flat=True))
    for system in SYSTEMS.values():
        views = [types.types[key] for key in system.types]
        names = {name for view in views for name in view.schema["properties"]}
        for column in system.columns:
            kind, _, name = column.target.partition(".")
            assert column.target in ("", "@name") or name in {ATTRIBUTE[:-1]: names, RELATION[:-1]: relations}[kind]
        assert len({column.heading for column in system.columns}) == len(system.columns)
