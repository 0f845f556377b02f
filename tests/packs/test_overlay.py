"""What a site changes of a shipped file: kept through upgrades, never overwritten without a word, and undone."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Api
from tests.packs.shelf import rule, rules, write
from tongyun.events.models import Rule
from tongyun.kernel.models import AuditRecord, Grant, Role, User
from tongyun.packs import facade
from tongyun.packs.contracts import EditState
from tongyun.packs.models import AppliedPack, Overlay
from tongyun.packs.services import discovery
from tongyun.packs.services.applying import apply_all
from tongyun.project.cli.main import main

FILE = "packs/base/files/rules"
FOR = "/rules/gone/for_s"


@pytest.fixture
def shelf(shelf: Path) -> Path:
    """With a pack of two rules in use."""
    write(shelf, "base", {"rules/a.yaml": rules(rule("first"), rule())})
    assert [report.state for report in apply_all()] == ["applied"]
    return shelf


def edit(api: Api, *edits: dict[str, Any], version: str = "*") -> Any:
    return api.send("PUT", f"{FILE}?file=a", {"edits": list(edits)}, **{"If-Match": version})


def wait_s() -> float:
    return Rule.objects.get(key="gone").for_s


def states() -> list[EditState]:
    return [each.laid.state for each in facade.site_edits()]


def test_an_edit_is_in_force_at_once_and_put_back(shelf: Path, api: Api) -> None:
    answer = edit(api, {"path": FOR, "value": 5})
    assert answer.status_code == 200, answer.content
    assert (wait_s(), answer["ETag"]) == (5, '"1"')
    [told] = answer.json()["edits"]
    assert (told["state"], told["was"]["value"], told["value"]["value"]) == ("edited", 60, 5)
    assert (shelf / "base/rules/a.yaml").read_text() == rules(rule("first"), rule()), "what is shipped stays"
    assert FOR in str(AuditRecord.objects.get(action="pack.edited").delta)
    assert edit(api).status_code == 200
    assert wait_s() == 60
    assert facade.site_edits() == []


def test_an_edit_outlives_an_upgrade_that_moves_and_changes_other_things(shelf: Path, api: Api) -> None:
    edit(api, {"path": FOR, "value": 5})
    write(shelf, "base", {"rules/a.yaml": rules(rule(severity="critical"), rule("new"))}, "1.1.0")
    assert apply_all()[0].state == "applied"
    upgraded = Rule.objects.get(key="gone")
    assert (upgraded.for_s, upgraded.severity) == (5, "critical")
    assert states() == [EditState.EDITED]


def test_a_conflict_is_shown_before_and_after_and_a_person_decides(
    shelf: Path, api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(api, {"path": FOR, "value": 5})
    write(shelf, "base", {"rules/a.yaml": rules(rule("first"), rule(for_s=90))}, "1.1.0")
    assert main(["pack", "diff"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "~ base/rules/a",
        f"    {FOR}：60 → 90",
        f"! base/rules/a {FOR}：60 → 5（本单位，管理员） 冲突：自带的值已改为 90，本单位的值继续有效",
    ]
    report = apply_all()[0]
    assert (report.state, wait_s()) == ("applied", 5)
    assert [(finding.severity, FOR in finding.message) for finding in report.findings] == [("warning", True)]
    assert api.get("packs").json()[0]["conflicts"] == 1
    assert edit(api, {"path": FOR, "value": 5}).json()["edits"][0]["state"] == "conflict", (
        "saving again settles nothing"
    )
    assert edit(api, {"path": FOR, "value": 5, "confirm": True}).json()["edits"][0]["state"] == "edited"
    assert edit(api).status_code == 200
    assert wait_s() == 90


def test_an_edit_whose_place_is_gone_is_kept_and_shown(shelf: Path, api: Api) -> None:
    edit(api, {"path": FOR, "value": 5})
    write(shelf, "base", {"rules/a.yaml": rules(rule("first"))}, "1.1.0")
    report = apply_all()[0]
    assert report.state == "applied"
    assert "没有这个位置" in report.findings[0].message
    assert states() == [EditState.GONE]
    write(shelf, "base", {"rules/a.yaml": rules(rule("first"), rule())}, "1.2.0")
    apply_all()
    assert (wait_s(), states()) == (5, [EditState.EDITED])


def test_an_upgrade_that_brings_the_same_value_makes_the_edit_superfluous(shelf: Path, api: Api) -> None:
    edit(api, {"path": FOR, "value": 5})
    write(shelf, "base", {"rules/a.yaml": rules(rule("first"), rule(for_s=5))}, "1.1.0")
    assert apply_all()[0].findings == ()
    assert states() == [EditState.SAME]


def test_values_are_added_and_taken_away(shelf: Path, api: Api) -> None:
    remedy = {"key": "restart", "title": "重启", "title_en": "Restart", "job": "restart-service", "auto": True}
    added = {"path": "/rules/gone/remedies", "value": [remedy]}
    answer = edit(api, added, {"path": "/rules/first", "present": False})
    assert answer.status_code == 200, answer.content
    assert Rule.objects.get(key="gone").remedies[0]["auto"] is True
    assert not Rule.objects.get(key="first").enabled
    assert edit(api).status_code == 200
    assert Rule.objects.get(key="first").enabled


BAD = {
    "a type the schema refuses": [{"path": FOR, "value": "soon"}],
    "what the kind refuses": [{"path": "/rules/gone/expr", "value": "up =="}],
    "a place that is not there": [{"path": "/rules/ghost/for_s", "value": 5}],
    "an unknown name": [{"path": "/rules/gone/nonsense", "value": 5}],
    "the id of an entry": [{"path": "/rules/gone/key", "value": "other"}],
    "an entry under a wrong name": [{"path": "/rules/other", "value": {"key": "wrong"}}],
    "the whole document": [{"path": "/", "value": {}}],
    "no pointer": [{"path": "rules", "value": []}],
    "one place twice": [{"path": FOR, "value": 5}, {"path": FOR, "value": 6}],
    "true for a number": [{"path": FOR, "value": True}],
}


@pytest.mark.parametrize("edits", BAD.values(), ids=BAD)
def test_what_cannot_be_used_is_refused_and_nothing_changes(shelf: Path, api: Api, edits: list[dict[str, Any]]) -> None:
    answer = edit(api, *edits)
    assert answer.status_code == 422, answer.content
    assert wait_s() == 60
    assert not Overlay.objects.exists()
    assert AppliedPack.objects.get().state == "ok"


def test_who_was_slower_is_told(shelf: Path, api: Api) -> None:
    assert edit(api, {"path": FOR, "value": 5}, version='"0"').status_code == 200
    assert edit(api, {"path": FOR, "value": 6}, version='"0"').status_code == 412
    assert wait_s() == 5


def test_a_version_that_waits_is_not_put_in_use_by_an_edit(shelf: Path, api: Api) -> None:
    write(shelf, "base", {"rules/a.yaml": rules(rule(for_s=90))}, "1.1.0")
    assert edit(api, {"path": FOR, "value": 5}).json()["code"] == "pack_pending"
    assert api.post("packs/base/apply").json()["state"] == "applied"
    assert edit(api, {"path": FOR, "value": 5}).status_code == 200


def test_an_edit_that_an_upgrade_makes_unusable_keeps_the_last_good_version(shelf: Path, api: Api) -> None:
    edit(api, {"path": "/rules/gone/for_s", "value": 5}, {"path": "/rules/gone/contract_level", "present": False})
    Overlay.objects.update(edits=[{"path": FOR, "value": "text", "shipped": 60}])
    write(shelf, "base", {"rules/a.yaml": rules(rule("first"), rule(severity="critical"))}, "1.1.0")
    report = apply_all()[0]
    assert report.state == "refused"
    assert report.findings[0].path.startswith("本单位修改 ")
    assert Rule.objects.get(key="gone").severity == "major"
    assert edit(api).status_code == 200, "the page repairs it"
    assert AppliedPack.objects.get().state == "ok"


def test_who_may_only_read_changes_nothing(shelf: Path, nobody: User) -> None:
    stranger = Api(nobody)
    assert stranger.get("packs").status_code == 403
    reader = Role.objects.create(key="r", title="读", permissions=["pack:read"], realm="system")
    Grant.objects.create(user=nobody, role=reader, scope="all")
    assert stranger.get("packs/base").status_code == 200
    assert stranger.get(FILE, file="a").status_code == 200
    assert edit(stranger, {"path": FOR, "value": 5}).status_code == 403
    assert stranger.post("packs/base/apply").status_code == 403
    assert stranger.post("packs/base/retire").status_code == 403


def test_what_does_not_exist_is_404(shelf: Path, api: Api) -> None:
    assert api.get("packs/ghost").status_code == 404
    assert api.get(FILE, file="ghost").status_code == 404
    assert api.get(FILE, file="../../pack").status_code == 404
    assert api.post("packs/ghost/apply").status_code == 404
    assert api.post("packs/ghost/retire").status_code == 404


def test_the_form_of_a_file_offers_what_the_schema_allows(shelf: Path, api: Api) -> None:
    fields = {field["path"]: field for field in api.get(FILE, file="a").json()["fields"]}
    assert fields[FOR]["shipped"] == {"present": True, "value": 60}
    assert (fields[FOR]["kind"], fields[FOR]["maximum"]) == ("number", 86400)
    offered = fields["/rules/gone/opens_incident"]
    assert (offered["kind"], offered["value"]["present"], offered["default"]["value"]) == ("boolean", False, False)
    assert "critical" in fields["/rules/gone/severity"]["choices"]
    assert "/rules/gone/key" not in fields
    assert api.get("packs/base").json()["contents"][0]["editable"] is True


def test_a_pack_of_the_site_changes_a_value_of_another_pack(shelf: Path) -> None:
    overlay = "edits:\n  - file: base/rules/a\n    set: {/rules/gone/for_s: 7}\n"
    write(shelf, "mine", {"overlays/o.yaml": overlay}, needs="base ^1.0.0")
    assert {report.pack: report.state for report in apply_all()} == {"base": "unchanged", "mine": "applied"}
    assert wait_s() == 7
    assert [(each.origin, each.laid.state) for each in facade.site_edits()] == [("mine/o", EditState.EDITED)]
    write(shelf, "base", {"rules/a.yaml": rules(rule("first"), rule(for_s=90))}, "1.1.0")
    apply_all()
    assert (wait_s(), states()) == (7, [EditState.CONFLICT])
    assert facade.apply_one("mine").state == "unchanged"
    facade.retire("mine")
    assert wait_s() == 90


def test_a_pack_of_the_site_that_misses_its_mark_is_refused(shelf: Path) -> None:
    write(shelf, "mine", {"overlays/o.yaml": "edits:\n  - file: base/rules/a\n    set: {/rules/ghost/for_s: 7}\n"})
    reports = {report.pack: report for report in apply_all()}
    assert reports["mine"].state == "refused"
    assert "/rules/ghost/for_s" in reports["mine"].findings[0].message
    assert reports["base"].state == "unchanged"


def test_the_example_of_the_demo_switches_a_shipped_remedy_on(hosts_pack: None) -> None:
    found = discovery.discover([discovery.OWN, Path(__file__).parents[2] / "demo" / "site"])
    assert {report.state for report in apply_all(found)} <= {"applied", "unchanged"}
    assert Rule.objects.get(key="service-gone").remedies[0]["auto"] is True
    facade.retire("site")
    assert Rule.objects.get(key="service-gone").remedies[0]["auto"] is False
