"""Trusted verification: a changed, added or removed file is found, told and audited; so is a forged list."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import tongyun
from tests.conftest import Api
from tongyun.kernel.models import AuditRecord, Notification, User
from tongyun.kernel.services.trust import check, seal
from tongyun.kernel.services.trust.checking import check_and_tell, health
from tongyun.kernel.services.trust.measuring import PROGRAM, measured

pytestmark = pytest.mark.django_db
OWN = (PROGRAM,)


@pytest.fixture(autouse=True)
def site(settings: Any, tmp_path: Path) -> Path:
    """A pack of the site, which is measured like the program's own."""
    folder = tmp_path / "site"
    (folder / "rules").mkdir(parents=True)
    (folder / "pack.yaml").write_text("id: site\n")
    (folder / "rules" / "a.yaml").write_text("key: a\n")
    settings.TONGYUN = replace(settings.TONGYUN, data=tmp_path / "data", packs=(folder,))
    return folder


def test_the_programs_own_files_are_measured() -> None:
    found = measured(PROGRAM)
    assert {"tongyun/__init__.py", "packs/hosts/pack.yaml", "requirements/run.txt"} <= found.keys()
    assert not [path for path in found if "__pycache__" in path]
    assert all(len(digest) == 64 for digest in found.values())


def test_nothing_is_trusted_before_somebody_sealed_it() -> None:
    assert check(OWN).state == "unsealed"
    assert health().state == "unknown"
    assert check_and_tell(OWN).state == "unsealed"
    assert not AuditRecord.objects.filter(action__startswith="trust.").exists()


def test_what_differs_is_found_told_and_audited(site: Path, security_officer: User) -> None:
    made = seal(OWN)
    assert check(OWN).state == "trusted"
    assert AuditRecord.objects.get(action="trust.sealed").changes["digest"]["new"] == made.digest
    (site / "pack.yaml").write_text("id: other\n")
    (site / "rules" / "a.yaml").unlink()
    (site / "rules" / "b.yaml").write_text("key: b\n")
    result = check_and_tell(OWN)
    assert [(Path(each.path).name, each.reason) for each in result.found] == [
        ("pack.yaml", "changed"),
        ("a.yaml", "missing"),
        ("b.yaml", "added"),
    ]
    record = AuditRecord.objects.get(action="trust.broken")
    assert (record.stream, "pack.yaml" in record.delta) == ("security", True)
    message = Notification.objects.get(user=security_officer, title="可信验证未通过")
    assert (message.level, "pack.yaml" in message.body) == ("critical", True)
    assert health().state == "down"
    check_and_tell(OWN)
    assert Notification.objects.filter(user=security_officer, title="可信验证未通过").count() == 1


def test_a_list_that_was_touched_is_no_baseline(site: Path, tmp_path: Path) -> None:
    seal(OWN)
    path = tmp_path / "data" / "trust" / "release.json"
    (site / "pack.yaml").write_text("id: other\n")
    path.write_text(path.read_text().replace(str(site), str(site) + "x"))
    assert check(OWN).state == "forged"
    path.with_name("release.json.sig").unlink()
    assert check(OWN).state == "forged"
    seal(OWN)
    assert check(OWN).state == "trusted"


def test_another_version_asks_for_a_new_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    seal(OWN)
    monkeypatch.setattr(tongyun, "__version__", "9.9.9")
    assert (check(OWN).state, health().state) == ("other_version", "degraded")


def test_the_self_assessment_shows_it(site: Path, api: Api) -> None:
    def control() -> dict:
        return next(each for each in api.get("mlps").json() if each["number"] == "8.1.4.6")

    assert control()["verdict"] == "unmet"
    seal(OWN)
    check_and_tell(OWN)
    assert (control()["verdict"], len(control()["there"])) == ("partly", 2)
    (site / "pack.yaml").write_text("id: other\n")
    check_and_tell(OWN)
    assert "最近一次比对未通过" in control()["missing"][0]["text"]
