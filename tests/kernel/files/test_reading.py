"""Who reads what, with which headers, and that the audit trail knows."""

from pathlib import Path

import pytest

from tests.conftest import Api, make_user
from tests.kernel.files.conftest import PDF, Upload, body, contents, look, png
from tongyun.inventory.models import Item
from tongyun.kernel.models import AuditRecord, Organisation, StoredFile
from tongyun.kernel.services.permissions.built_in import OPERATIONS, SYSTEM, ensure_roles
from tongyun.project.cli.files import verify_files

pytestmark = pytest.mark.django_db


def test_a_download_is_a_file_and_nothing_else(upload: Upload, api: Api) -> None:
    made = upload('巡检"报告.pdf', PDF).json()
    answer = api.get(f"files/{made['id']}/content")
    assert body(answer) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E5%B7%A1%E6%A3%80_%E6%8A%A5%E5%91%8A.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert int(answer["Content-Length"]) == len(PDF)


def test_what_may_be_looked_at_runs_nothing(upload: Upload, api: Api) -> None:
    picture = api.get(f"files/{upload('图.png', png()).json()['id']}/content", inline="true")
    assert (picture["Content-Type"], picture["Content-Disposition"][:6]) == ("image/png", "inline")
    assert "default-src 'none'" in picture["Content-Security-Policy"]
    assert "sandbox" in picture["Content-Security-Policy"]
    assert picture["X-Content-Type-Options"] == "nosniff"
    document = api.get(f"files/{upload('文.pdf', PDF).json()['id']}/content", inline="true")
    assert document["Content-Type"] == "application/pdf"
    assert "default-src 'none'" in document["Content-Security-Policy"]
    text = api.get(f"files/{upload('页.txt', b'<script>alert(1)</script>').json()['id']}/content", inline="true")
    assert (text["Content-Type"], text["Content-Disposition"][:10]) == ("application/octet-stream", "attachment")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_shown_in_whatever_it_is_written(upload: Upload, api: Api, encoding: str) -> None:
    made = upload("说明.txt", "统运：说明\n第二行".encode(encoding)).json()
    shown = api.get(f"files/{made['id']}/text").json()
    assert (shown["text"], shown["truncated"]) == ("统运：说明\n第二行", False)
    assert made["preview"] == "text"


def test_a_long_text_is_shown_in_part(upload: Upload, api: Api) -> None:
    made = upload("长.log", ("日" * 200_000).encode()).json()
    shown = api.get(f"files/{made['id']}/text").json()
    assert shown["truncated"]
    assert set(shown["text"]) == {"日"}, "the last character is not cut in two"
    assert api.get(f"files/{upload('文.pdf', PDF).json()['id']}/text").status_code in (200, 422)


def test_a_picture_gets_a_thumbnail(upload: Upload, api: Api) -> None:
    made = upload("大图.png", png(900, 600)).json()
    assert api.get(f"files/{made['id']}/thumbnail").status_code == 404
    look()
    assert api.get(f"files/{made['id']}").json()["has_thumbnail"]
    small = api.get(f"files/{made['id']}/thumbnail")
    raw = body(small)
    assert (small["Content-Type"], raw[:4], raw[8:12]) == ("image/webp", b"RIFF", b"WEBP")
    assert len(raw) < 5000


def test_a_picture_that_cannot_be_read_has_none_and_harms_nothing(upload: Upload, api: Api) -> None:
    huge = png()
    at = huge.index(b"IHDR") + 4
    made = upload("炸弹.png", huge[:at] + b"\x00\x01\x00\x00\x00\x01\x00\x00" + huge[at + 8 :]).json()
    look()
    assert not api.get(f"files/{made['id']}").json()["has_thumbnail"]
    assert body(api.get(f"files/{made['id']}/content"))


def test_the_audit_trail_knows_who_took_what(upload: Upload, api: Api, host: Item) -> None:
    made = upload("说明.txt", b"x").json()
    body(api.get(f"files/{made['id']}/content"))
    api.get(f"files/{made['id']}/text")
    reads = AuditRecord.objects.filter(action="file.read", target_id=made["id"]).order_by("seq")
    assert [(row.stream, row.actor_name, row.changes["purpose"]["new"]) for row in reads] == [
        ("access", "管理员", "download"),
        ("access", "管理员", "preview"),
    ]


def test_out_of_scope_is_not_there(upload: Upload, organisation: Organisation) -> None:
    made = upload("说明.txt", b"x").json()
    elsewhere = Organisation.objects.create(code="other", name="外单位", parent=organisation)
    other = Api(make_user("other", "外人", elsewhere, [ensure_roles()[OPERATIONS]], "organisation"))
    for path in ("", "/content", "/text", "/thumbnail"):
        answer = other.get(f"files/{made['id']}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_file"), path
    assert other.delete(f"files/{made['id']}").status_code == 404
    assert not AuditRecord.objects.filter(action="file.read").exists()


def test_a_loose_file_is_its_uploaders(upload: Upload, api: Api, organisation: Organisation) -> None:
    made = upload("草稿.txt", b"x", loose=True).json()
    assert api.get(f"files/{made['id']}").status_code == 200
    colleague = Api(make_user("colleague", "同事", organisation, [ensure_roles()[OPERATIONS]]))
    assert colleague.get(f"files/{made['id']}").status_code == 404
    assert colleague.get(f"files/{made['id']}/content").status_code == 404


def test_a_content_that_is_gone_is_said(upload: Upload, api: Api, storage: Path) -> None:
    made = upload("说明.txt", b"x").json()
    contents(storage)[0].unlink()
    assert api.get(f"files/{made['id']}/content").json()["code"] == "file_lost"


def test_what_was_lost_or_changed_on_disk_is_found(upload: Upload, storage: Path, capsys) -> None:
    whole, lost, changed = (upload(name, name.encode()).json() for name in ("a.txt", "b.txt", "c.txt"))
    assert verify_files() == 0
    next(path for path in contents(storage) if path.name == lost["id"]).unlink()
    next(path for path in contents(storage) if path.name == changed["id"]).write_bytes(b"C.txt")
    assert verify_files() == 1
    told = capsys.readouterr().out
    assert "内容丢失：b.txt" in told
    assert "内容被改动：c.txt" in told
    assert whole["id"] not in told


def test_whoever_keeps_the_storage_sees_names_and_no_contents(upload: Upload, organisation: Organisation) -> None:
    made = upload("说明.txt", b"x").json()

    keeper = Api(make_user("keeper", "系统管理员", organisation, [ensure_roles()[SYSTEM]]))
    (row,) = keeper.get("stored-files").json()["items"]
    assert (row["name"], row["target_label"], row["page"][:7]) == ("说明.txt", "web-01", "/items/")
    assert keeper.get("stored-files/usage").json()["states"] == [{"state": "ready", "count": 1, "bytes": 1}]
    assert keeper.get(f"files/{made['id']}/content").status_code == 404
    assert StoredFile.objects.count() == 1
