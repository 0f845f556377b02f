"""A pack goes in as a whole or not at all; findings name file and line; the last good version stays."""

from pathlib import Path

import pytest

from tests.packs.shelf import manifest, write
from tongyun.inventory.models import ItemType, RelationType
from tongyun.kernel.contracts import Conflict, HealthState, NotFound
from tongyun.kernel.models import AuditRecord, OutboxMessage
from tongyun.packs import facade
from tongyun.packs.contracts import PackReport
from tongyun.packs.models import AppliedFile, AppliedPack
from tongyun.packs.queries import packs_health
from tongyun.packs.services.applying import apply_all
from tongyun.packs.services.discovery import discover

ATTRIBUTE = "      type: {type}\n      x-title: {{zh-CN: 值, en-US: Value}}\n      x-group: basic\n      x-order: 10\n"


def a_type(key: str, parent: str = "", attributes: str = "value", kind: str = "string") -> str:
    head = f"key: {key}\ntitle: 型\ntitle_en: Type\n" + (f"parent: {parent}\n" if parent else "")
    body = "".join(f"    {name}:\n{ATTRIBUTE.format(type=kind)}" for name in attributes.split())
    return f"{head}schema:\n  type: object\n  properties:\n{body}"


def apply(shelf: Path) -> dict[str, PackReport]:
    return {report.pack: report for report in apply_all(discover([shelf]))}


def test_files_of_a_kind_may_name_each_other_in_any_order(shelf: Path) -> None:
    write(
        shelf,
        "trial",
        {"types/a.yaml": a_type("a", "b"), "types/b.yaml": a_type("b", "c"), "types/c.yaml": a_type("c")},
    )
    assert apply(shelf)["trial"].state == "applied"
    assert dict(ItemType.objects.values_list("key", "parent_id")) == {"a": "b", "b": "c", "c": None}
    assert apply(shelf)["trial"].state == "unchanged"
    assert OutboxMessage.objects.filter(topic="pack.changed").count() == 1
    assert AuditRecord.objects.filter(action="pack.apply", target_id="trial").count() == 1


def test_one_bad_file_refuses_the_whole_pack_and_the_last_good_version_stays(shelf: Path) -> None:
    write(shelf, "trial", {"types/a.yaml": a_type("a")})
    apply(shelf)
    write(
        shelf,
        "trial",
        {"types/a.yaml": a_type("a", attributes="value more"), "types/b.yaml": a_type("b", "ghost")},
        "2.0.0",
    )
    report = apply(shelf)["trial"]
    assert report.state == "refused"
    (finding,) = report.findings
    assert (finding.path, finding.line) == (f"{shelf.name}/trial/types/b.yaml", 4)
    assert "ghost" in finding.message
    assert set(ItemType.objects.get(key="a").schema["properties"]) == {"value"}
    row = AppliedPack.objects.get(id="trial")
    assert (row.version, row.state) == ("1.0.0", "refused")
    health = packs_health()
    assert health.state == HealthState.DEGRADED
    assert "b.yaml:4" in health.detail
    write(shelf, "trial", {"types/b.yaml": a_type("b", "a")}, "2.0.1")
    assert apply(shelf)["trial"].state == "applied"
    assert packs_health().state == HealthState.OK


def test_a_file_that_is_gone_is_retired_and_the_difference_is_shown_before(shelf: Path) -> None:
    write(shelf, "trial", {"types/a.yaml": a_type("a"), "types/b.yaml": a_type("b")})
    assert [str(change) for change in facade.diff()] == ["+ trial/types/a", "+ trial/types/b"]
    apply(shelf)
    (shelf / "trial/types/b.yaml").unlink()
    write(shelf, "trial", {"types/a.yaml": a_type("a", attributes="value x")}, "1.1.0")
    assert [str(change) for change in facade.diff()] == ["~ trial/types/a", "- trial/types/b"]
    report = apply(shelf)["trial"]
    assert (report.state, report.applied, report.retired) == ("applied", 1, 1)
    assert ItemType.objects.get(key="b").retired
    assert facade.diff() == []
    assert AppliedFile.objects.count() == 1


def test_needed_packs_come_first_and_missing_ones_refuse(shelf: Path) -> None:
    write(shelf, "aaa", {"types/top.yaml": a_type("top", "base")}, needs="zzz")
    write(shelf, "zzz", {"types/base.yaml": a_type("base")})
    write(shelf, "mmm", {"types/m.yaml": a_type("m")}, needs="nowhere")
    reports = apply(shelf)
    assert {name: report.state for name, report in reports.items()} == {
        "aaa": "applied",
        "mmm": "refused",
        "zzz": "applied",
    }
    assert "nowhere" in reports["mmm"].findings[0].message
    with pytest.raises(Conflict):
        facade.retire("zzz")
    facade.retire("aaa")
    facade.retire("zzz")
    assert facade.retire("zzz").state == "retired", "again, it changes nothing"
    assert AuditRecord.objects.filter(action="pack.retire", target_id="zzz").count() == 1
    assert {name: report.state for name, report in apply(shelf).items()}["zzz"] == "retired"
    with pytest.raises(NotFound):
        facade.retire("ghost")


def test_a_circle_of_needs_is_refused(shelf: Path) -> None:
    write(shelf, "one", {}, needs="two")
    write(shelf, "two", {}, needs="one")
    assert {report.state for report in apply(shelf).values()} == {"refused"}


def test_two_packs_cannot_claim_one_key(shelf: Path) -> None:
    write(shelf, "one", {"types/a.yaml": a_type("a")})
    write(shelf, "two", {"types/a.yaml": a_type("a")})
    assert {name: report.state for name, report in apply(shelf).items()} == {"one": "applied", "two": "refused"}
    assert {name: report.state for name, report in apply(shelf).items()} == {"one": "unchanged", "two": "refused"}
    assert ItemType.objects.get(key="a").pack == "one"


def test_a_type_that_would_orphan_data_is_refused(shelf: Path, as_admin: object) -> None:
    write(shelf, "trial", {"types/a.yaml": a_type("a", attributes="value old")})
    apply(shelf)
    from_pack = ItemType.objects.get(key="a")
    item = from_pack.items.create(name="x", attributes={"old": "kept"}, source="person")
    write(shelf, "trial", {"types/a.yaml": a_type("a")}, "2.0.0")
    report = apply(shelf)["trial"]
    assert report.state == "refused"
    assert "old" in report.findings[0].message
    item.attributes = {}
    item.save()
    assert apply(shelf)["trial"].state == "applied"


def test_cardinality_does_not_change_under_edges(shelf: Path) -> None:
    relation = "key: r\ntitle: 甲\ntitle_en: A\nreverse_title: 乙\nreverse_title_en: B\ncardinality: {}\nimpact: none\n"
    write(shelf, "trial", {"types/a.yaml": a_type("a"), "relations/r.yaml": relation.format("N-N")})
    apply(shelf)
    one, two = (ItemType.objects.get(key="a").items.create(name=name, source="person") for name in "xy")
    RelationType.objects.get(key="r").relations.create(source=one, target=two, source_of_knowledge="person")
    write(shelf, "trial", {"relations/r.yaml": relation.format("1-N")}, "2.0.0")
    assert apply(shelf)["trial"].state == "refused"


BAD = {
    "no-manifest": ({"pack.yaml": ""}, "pack.yaml", 1, "没有内容"),
    "wrong-id": ({"pack.yaml": manifest("other")}, "pack.yaml", 1, "同名"),
    "bad-version": ({"pack.yaml": manifest("bad-version", "1")}, "pack.yaml", 2, "1"),
    "unknown-kind": ({"tyeps/a.yaml": a_type("a")}, "tyeps", None, "不认识的内容种类"),
    "wrong-suffix": ({"types/a.yml": a_type("a")}, "types/a.yml", None, "结尾"),
    "wrong-key": ({"types/b.yaml": a_type("a")}, "types/b.yaml", None, "文件名"),
    "duplicate-key": ({"types/a.yaml": a_type("a") + "key: b\n"}, "types/a.yaml", 12, "重复"),
    "hostile-attribute": ({"types/a.yaml": a_type("a", attributes="__proto__")}, "types/a.yaml", 6, "__proto__"),
    "no-json-schema": ({"types/a.yaml": a_type("a", kind="strnig")}, "types/a.yaml", None, "JSON Schema"),
    "bad-pattern": (
        {"signatures/s.yaml": 'key: s\ntype: service\nname: "{port} {secret}"\nwatch: true\nmatch: {process: "("}\n'},
        "signatures/s.yaml",
        5,
        "regex",
    ),
    "bad-template": (
        {"signatures/s.yaml": 'key: s\ntype: service\nname: "{port} {secret}"\nwatch: true\nmatch: {}\n'},
        "signatures/s.yaml",
        None,
        "{secret}",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_packs_are_refused_with_file_and_line(name: str, shelf: Path) -> None:
    files, path, line, words = BAD[name]
    write(shelf, name, files)
    findings = facade.lint()
    assert [(finding.path, finding.line) for finding in findings] == [(f"{shelf.name}/{name}/{path}", line)]
    assert words in findings[0].message
    assert facade.lint(str(shelf / name)) == findings == facade.lint(name)
    assert apply(shelf)[name].state == "refused"
    assert not AppliedFile.objects.exists()
    assert not ItemType.objects.exists()


def test_links_out_of_the_pack_are_refused(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("outside") / "a.yaml"
    secret.write_text(a_type("a"))
    write(shelf, "trial", {"types/b.yaml": a_type("b")})
    (shelf / "trial/types/a.yaml").symlink_to(secret)
    assert ["之外" in finding.message for finding in facade.lint()] == [True]
    assert apply(shelf)["trial"].state == "refused"


def test_a_second_pack_of_one_name_is_said_and_left_alone(
    shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("more")
    write(shelf, "trial", {"types/a.yaml": a_type("a")})
    write(other, "trial", {"types/z.yaml": a_type("z")})
    reports = apply_all(discover([shelf, other]))
    assert [report.state for report in reports] == ["refused"]
    assert not ItemType.objects.filter(key="z").exists()


def test_a_missing_folder_is_a_finding() -> None:
    assert [finding.message for finding in facade.lint("/no/such/folder")] == ["没有这个内容包或文件夹"]


def test_listing_says_what_is_in_use(shelf: Path) -> None:
    write(shelf, "trial", {"types/a.yaml": a_type("a")}, maturity="experimental")
    assert facade.listing() == ["trial 尚未装载 试用"]
    apply(shelf)
    assert facade.listing() == ["trial 1.0.0 在用 试用"]
