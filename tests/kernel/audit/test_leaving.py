"""What leaves the trail stays verifiable: exports for auditors, archives, and the program that goes with them."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from tests.conftest import Api
from tests.kernel.audit.chain import STREAM, write
from tongyun.kernel.contracts import Conflict, Invalid, Ref, utc_now
from tongyun.kernel.models import AuditArchive, AuditRecord, User
from tongyun.kernel.services.audit import archives, audit, verify, writing
from tongyun.kernel.services.audit.anchors import anchor_all
from tongyun.kernel.services.audit.exporting import export_chain
from tongyun.kernel.services.audit.retention import AuditPolicy
from tongyun.kernel.services.policies import change_policy, policy
from tongyun.project.cli.main import main

pytestmark = pytest.mark.django_db


def run_alone(folder: Path) -> subprocess.CompletedProcess[str]:
    """The auditor's own machine: the folder's program, isolated from everything that is installed."""
    command = [sys.executable, "-I", str(folder / "verify_audit.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"})


@pytest.fixture
def long_ago(monkeypatch) -> None:
    """Links written now are a year old."""
    monkeypatch.setattr(writing, "utc_now", lambda: utc_now() - timedelta(days=365))


@pytest.mark.parametrize("kind", ["jsonl", "csv", "jsonl.gz"])
def test_an_export_can_be_checked_without_the_platform(tmp_path: Path, kind) -> None:
    with transaction.atomic():
        audit("item.updated", Ref("item", "1", '=HYPERLINK("http://x")'), {}, {"n": "行\r\n二,'\"三"}, stream=STREAM)
    write(4)
    folder = tmp_path / "out"
    assert export_chain(folder, streams=[STREAM], since=None, until=None, kind=kind) == 5
    checked = run_alone(folder)
    assert (checked.returncode, checked.stdout) == (0, "完整\n"), checked.stderr
    assert AuditRecord.objects.filter(action="audit.exported").count() == 1


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda text: text.replace("新 2", "假 2"), "内容被改动"),
        (lambda text: "".join(text.splitlines(True)[:2] + text.splitlines(True)[3:]), "缺少记录"),
        (lambda text: "".join(text.splitlines(True)[:-1]), "条数与清单不符"),
        (lambda text: "".join(reversed(text.splitlines(True))), "次序颠倒"),
    ],
)
def test_a_changed_export_is_found_even_when_its_manifest_was_made_to_fit(tmp_path: Path, spoil, word: str) -> None:
    write(5)
    folder = tmp_path / "out"
    export_chain(folder, streams=[STREAM], since=None, until=None, kind="jsonl")
    records = folder / f"records-{STREAM}.jsonl"
    records.write_text(spoil(records.read_text()))
    checked = run_alone(folder)
    assert checked.returncode == 1
    assert word in checked.stdout
    assert "文件与清单不符" in checked.stdout


def test_a_changed_manifest_breaks_its_signature(tmp_path: Path) -> None:
    write(2)
    folder = tmp_path / "out"
    export_chain(folder, streams=[STREAM], since=None, until=None, kind="jsonl")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"complete": true', '"complete":  true'))
    assert "签名无效" in run_alone(folder).stdout


def test_the_command_exports_and_refuses_to_overwrite(tmp_path: Path, capsys) -> None:
    write(2)
    folder = tmp_path / "out"
    assert main(["audit", "export", str(folder), "--since", "2020-01-01"]) == 0
    assert run_alone(folder).returncode == 0
    assert main(["audit", "export", str(folder)]) == 2
    assert "已存在" in capsys.readouterr().err


def test_what_a_search_found_comes_as_a_zip_that_can_be_checked(auditor: User, tmp_path: Path) -> None:
    write(6)
    api = Api(auditor)
    answer = api.client.post(
        "/api/v1/audit/export?target__in=1,4",
        '{"format": "csv"}',
        content_type="application/json",
        headers=api.headers,
    )
    assert answer.status_code == 200
    zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).extractall(tmp_path)
    [folder] = tmp_path.iterdir()
    assert [entry["rows"] for entry in json.loads((folder / "manifest.json").read_text())["files"]] == [2]
    checked = run_alone(folder)
    assert checked.returncode == 0
    assert "逐条校验" in checked.stdout


@pytest.mark.usefixtures("long_ago")
def test_an_archive_leaves_a_chain_that_goes_on(tmp_path: Path, settings, monkeypatch) -> None:
    monkeypatch.setattr(archives, "ARCHIVE_LINKS", 4)
    write(10)
    anchor_all()
    monkeypatch.undo()
    write(2)
    made = archives.archive_before(utc_now() - timedelta(days=200), "test")
    ours = [row for row in made if row.stream == STREAM]
    assert [(row.first_seq, row.last_seq) for row in ours] == [(1, 10)]
    assert AuditRecord.objects.filter(stream=STREAM).count() == 2
    write(1)
    assert verify(STREAM) == []
    folder = Path(settings.TONGYUN.data) / "audit" / "archives" / ours[0].folder
    assert run_alone(folder).returncode == 0
    # Links that were left, and the archive, are each missed when they go.
    (folder / f"records-{STREAM}.jsonl.gz").write_bytes(b"")
    assert any("文件与清单不符" in link.reason for link in verify(STREAM))
    AuditArchive.objects.all().delete()
    assert "缺少记录" in [link.reason for link in verify(STREAM)]


@pytest.mark.usefixtures("long_ago")
def test_a_forged_archive_row_does_not_excuse_removed_links() -> None:
    write(5)
    row = AuditRecord.objects.get(stream=STREAM, seq=3)
    AuditArchive.objects.create(
        stream=STREAM,
        first_seq=1,
        last_seq=3,
        last_digest=row.digest,
        first_at=row.at,
        last_at=row.at,
        folder="x",
        manifest="0" * 64,
        key="0" * 16,
        signature="00",
    )
    AuditRecord.objects.filter(stream=STREAM, seq__lte=3).delete()
    assert "归档签名无效" in [link.reason for link in verify(STREAM)]


@pytest.mark.usefixtures("long_ago")
def test_a_broken_chain_is_not_archived() -> None:
    write(5)
    AuditRecord.objects.filter(seq=3).update(actor_name="别人")
    with pytest.raises(Conflict):
        archives.archive_before(utc_now() - timedelta(days=200), "test")
    assert AuditRecord.objects.filter(stream=STREAM).count() == 5


def test_less_than_six_months_cannot_be_archived_nor_set() -> None:
    write(2)
    with pytest.raises(Invalid):
        archives.archive_before(utc_now() - timedelta(days=180), "test")
    with pytest.raises(Invalid):
        change_policy("audit", {"online_days": 183}, None)
    change_policy("audit", {"online_days": 184}, None)
    assert policy(AuditPolicy).online_days == 184
    assert AuditRecord.objects.filter(stream=STREAM).count() == 2
