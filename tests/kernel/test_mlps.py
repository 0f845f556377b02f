"""The self-assessment tells the truth about the installation in front of it."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.conftest import Api
from tests.kernel.files.scanner import Scanner
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.contracts.mlps import Found, Verdict, Words
from tongyun.kernel.models import PolicySetting, User
from tongyun.kernel.services import policies
from tongyun.kernel.services.mlps.report import CONTROLS, assess
from tongyun.kernel.services.sealing.ring import key_ring
from tongyun.project.cli.mlps import report

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]


def verdicts() -> dict[str, Verdict]:
    return {entry.number: entry.found.verdict for entry in assess()}


def set_policy(key: str, **value: Any) -> None:
    PolicySetting.objects.update_or_create(key=key, defaults={"value": value})
    policies.forget_policies()


def test_what_is_missing_decides() -> None:
    a, b = Words("甲", "a"), Words("乙", "b")
    assert Found((a,)).verdict == Verdict.MET
    assert Found((a,), (b,)).verdict == Verdict.PARTLY
    assert Found((), (b,)).verdict == Verdict.UNMET


def test_every_control_of_the_section_is_looked_at_once() -> None:
    numbers = [control.number for control in CONTROLS]
    assert len(numbers) == len(set(numbers)) == 34
    assert {number.split()[0] for number in numbers} == {f"8.1.4.{part}" for part in range(1, 12)}


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.number)
def test_a_control_stands_in_the_document_with_code_that_exists(control: Any) -> None:
    assert f"| {control.number} |" in (ROOT / "docs" / "mlps.md").read_text()
    first = control.code.partition("、")[0]
    assert first == "—" or (ROOT / "tongyun" / first).exists() or (ROOT / first).exists(), first


def test_a_weaker_policy_shows(admin: User) -> None:
    assert verdicts()["8.1.4.1 a"] == Verdict.MET
    set_policy("password", max_age_days=0)
    assert verdicts()["8.1.4.1 a"] == Verdict.PARTLY
    set_policy("session", idle_minutes=600)
    assert verdicts()["8.1.4.1 b"] == Verdict.PARTLY


def test_https_shows(db: None, settings: Any) -> None:
    settings.TONGYUN = replace(settings.TONGYUN, public_url="http://10.1.2.3:8000")
    assert verdicts()["8.1.4.1 c"] == Verdict.UNMET
    settings.TONGYUN = replace(settings.TONGYUN, public_url="https://ops.example.gov.cn")
    assert verdicts()["8.1.4.1 c"] == Verdict.MET


def test_administrators_without_a_second_factor_or_a_network_show(admin: User) -> None:
    assert verdicts()["8.1.4.1 d"] == Verdict.PARTLY
    set_policy("second-factor", roles=["system-administrator", "security-administrator", "audit-administrator"])
    assert verdicts()["8.1.4.1 d"] == Verdict.MET
    assert verdicts()["8.1.4.4 c"] == Verdict.UNMET
    set_policy("network", allowed=["127.0.0.0/8"])
    assert verdicts()["8.1.4.4 c"] == Verdict.MET


def test_a_scanner_that_does_not_answer_is_told_from_none(db: None, settings: Any) -> None:
    def missing() -> str:
        return next(entry.found.missing[0].zh for entry in assess() if entry.number == "8.1.4.5")

    assert "没有启用病毒扫描引擎" in missing()
    settings.TONGYUN = replace(settings.TONGYUN, clamd="unix:/nowhere/clamd.sock")
    assert "查毒引擎没有应答" in missing()
    with Scanner() as scanner:
        settings.TONGYUN = replace(settings.TONGYUN, clamd=scanner.address)
        assert verdicts()["8.1.4.5"] == Verdict.MET


def test_an_empty_seat_shows(admin: User) -> None:
    assert verdicts()["8.1.4.2 d"] == Verdict.PARTLY


def test_with_all_three_seats_taken_it_is_met(admin: User, security_officer: User, auditor: User) -> None:
    assert verdicts()["8.1.4.2 d"] == Verdict.MET


def test_the_command_fails_while_a_control_is_unmet(admin: User, capsys: pytest.CaptureFixture[str]) -> None:
    assert report() == 1
    printed = capsys.readouterr().out
    assert "[不符合] 8.1.4.4 c" in printed
    assert "缺：" in printed


def texts(api: Api, suffix: str) -> list[str]:
    """Everything the page says in one language."""
    said = []
    for control in api.get("mlps").json():
        said += [control[f"{name}{suffix}"] for name in ("section", "demand", "evidence")]
        said += [line[f"text{suffix}"] for line in control["there"] + control["missing"]]
    return said


def test_the_page_is_complete_in_english(admin: User, auditor: User, settings: Any, tmp_path: Path) -> None:
    han, page = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"), Api(auditor)

    def foreign() -> list[str]:
        return [text for text in texts(page, "_en") if not text or han.search(text)]

    assert foreign() == []
    assert len(texts(page, "_en")) == len(texts(page, ""))
    set_policy("password", max_age_days=0, min_kinds=1, forbid_weak=False)
    set_policy("session", idle_minutes=600)
    set_policy("second-factor", roles=["system-administrator"])
    set_policy("network", allowed=["127.0.0.0/8"])
    settings.TONGYUN = replace(
        settings.TONGYUN, public_url="http://10.1.2.3:8000", clamd="unix:/nowhere/clamd.sock", data=tmp_path
    )
    User.objects.filter(id=admin.id).update(created_at=utc_now() - timedelta(days=200), valid_to=localdate())
    assert foreign() == []
    key_ring().current()
    for key in key_ring().folder.iterdir():
        key.chmod(0o644)
    assert foreign() == []


def test_administrators_see_the_page_and_others_do_not(auditor: User, nobody: User) -> None:
    answer = Api(auditor).get("mlps")
    assert answer.status_code == 200
    assert len(answer.json()) == len(CONTROLS)
    assert Api(nobody).get("mlps").status_code == 403


def test_a_locked_account_is_told_to_the_security_administrator(nobody: User, security_officer: User) -> None:
    for _ in range(5):
        Api().post("session", {"username": "nobody", "password": "wrong"})
    [note] = Api(security_officer).get("notifications").json()["items"]
    assert "nobody" in note["title"]
    assert note["level"] == "warning"
