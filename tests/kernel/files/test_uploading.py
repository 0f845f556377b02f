"""What may come in, under which name, and that what is refused leaves nothing behind."""

import hashlib
import io
import logging
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes

from tests.conftest import Api, make_user
from tests.kernel.files.conftest import PDF, Upload, contents, docx, png, put, rule, zipped
from tongyun.inventory.models import Item
from tongyun.kernel.contracts import HealthState, new_id
from tongyun.kernel.models import AuditRecord, Role, StoredFile
from tongyun.kernel.services.files import places, receiving

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_as_it_came(upload: Upload, storage: Path, host: Item, api: Api) -> None:
    answer = upload("巡检 报告.pdf", PDF)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(PDF)
    assert (told["name"], told["size"], told["media_type"]) == ("巡检 报告.pdf", len(PDF), "application/pdf")
    assert (told["sha256"], told["sm3"]) == (hashlib.sha256(PDF).hexdigest(), sm3.finalize().hex())
    (kept,) = contents(storage)
    assert kept.read_bytes() == PDF
    assert kept.name == told["id"], "a name that people gave is no part of a path"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    listed = api.get("files", kind="item", record=host.id).json()
    assert [each["id"] for each in listed["items"]] == [told["id"]]
    assert listed["can_add"]
    written = AuditRecord.objects.get(action="file.uploaded")
    assert told["sm3"] in written.delta


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/cron.d/x.txt", "x.txt"),
        ("C:\\Users\\王\\说明.txt", "说明.txt"),
        ("a\u202egpj.txt", "agpj.txt"),
        ("a\x01\u200bb.txt", "ab.txt"),
        ("a:b?.txt", "a_b_.txt"),
        ("  .x.txt ", "x.txt"),
        ("长" * 300 + ".txt", "长" * 196 + ".txt"),
    ],
)
def test_a_name_is_for_people(upload: Upload, storage: Path, given: str, kept: str) -> None:
    answer = upload(given, "内容".encode())
    assert (answer.status_code, answer.json()["name"]) == (201, kept)
    assert [path.parent.parent.parent.parent for path in contents(storage)] == [storage]


REFUSED = [
    ("脚本.exe", b"MZ\x90\0", "file_kind_not_allowed"),
    ("页面.html", b"<html>", "file_kind_not_allowed"),
    ("图.svg", b"<svg/>", "file_kind_not_allowed"),
    ("无扩展名", b"x", "file_kind_not_allowed"),
    (".txt", b"x", "file_kind_not_allowed"),
    ("报告.pdf.exe", PDF, "file_kind_not_allowed"),
    ("/", b"x", "no_file_name"),
    ("空.txt", b"", "empty_file"),
    ("图.png", b"MZ\x90\0" + b"\0" * 99, "file_type_mismatch"),
    ("图.png", PDF, "file_type_mismatch"),
    ("报告.pdf", png(), "file_type_mismatch"),
    ("程序.txt", b"\x7fELF\x02\x01\x01\0" + b"\0" * 60, "file_type_mismatch"),
    ("表.xlsx", docx(), "file_type_mismatch"),
    ("宏.docx", docx(**{"word/vbaProject.bin": b"x"}), "file_type_mismatch"),
    ("包.zip", b"PK not really", "file_type_mismatch"),
    ("旧.doc", b"not a compound document", "file_type_mismatch"),
]


@pytest.mark.parametrize(("name", "content", "code"), REFUSED, ids=[f"{name}-{code}" for name, _, code in REFUSED])
def test_what_is_not_what_it_claims_is_refused(
    upload: Upload, storage: Path, name: str, content: bytes, code: str
) -> None:
    answer = upload(name, content)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.content
    assert contents(storage) == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("图.PNG", png()),
        ("文.docx", docx()),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("公文.ofd", zipped({"OFD.xml": b"<ofd/>"})),
        ("包.zip", zipped({"a.exe": b"MZ"})),
        ("日志.log", "错误：连接被拒绝\n".encode("gb18030")),
        ("日志.txt", "错误".encode("utf-16")),
        ("彩色.log", b"\x1b[31merror\x1b[0m\n"),
    ],
)
def test_what_people_send_is_taken(upload: Upload, name: str, content: bytes) -> None:
    assert upload(name, content).status_code == 201


def test_a_file_over_the_limit_is_refused(upload: Upload, storage: Path) -> None:
    rule(max_mib=1)
    answer = upload("大.txt", b"a" * ((1 << 20) + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert contents(storage) == []
    assert upload("小.txt", b"a" * (1 << 20)).status_code == 201


def test_an_administrator_says_what_is_allowed(upload: Upload, api: Api) -> None:
    rule(allowed=["txt"])
    assert upload("图.png", png()).json()["code"] == "file_kind_not_allowed"
    assert api.get("file-rules").json()["extensions"] == ["txt"]
    refused = api.send("PUT", "policies/files", {"allowed": ["exe"]})
    assert refused.status_code == 422
    refused = api.send("PUT", "policies/files", {"max_mib": 4096})
    assert refused.json()["code"] == "file_limit", "more than the installation takes in"


def test_a_record_has_so_many_files(upload: Upload, storage: Path) -> None:
    rule(per_record=1)
    assert upload("一.txt", b"1").status_code == 201
    assert upload("二.txt", b"2").json()["code"] == "too_many_files"
    assert len(contents(storage)) == 1


def test_a_form_post_is_told_how_to_send(api: Api, host: Item) -> None:
    answer = api.client.post("/api/v1/files?name=a.txt", {"a": "b"}, headers=api.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_octets")


def test_only_whoever_may_change_the_record_adds_to_it(
    upload: Upload, host: Item, nobody, organisation, storage: Path
) -> None:

    reader = Role.objects.create(key="reader", title="查看", permissions=["inventory:read"])
    viewer = Api(make_user("viewer", "只读", organisation, [reader]))
    assert upload("a.txt", b"x", by=viewer).status_code == 403
    assert upload("a.txt", b"x", by=Api(nobody)).status_code == 404
    assert upload("a.txt", b"x", by=Api()).status_code == 401
    assert put(viewer, "a.txt", b"x", kind="item").json()["code"] == "incomplete_record"
    assert put(viewer, "a.txt", b"x", kind="dragon", record=str(host.id)).json()["code"] == "no_file_host"
    assert contents(storage) == []
    assert viewer.get("files", kind="item", record=host.id).json() == {
        "items": [],
        "can_add": False,
        "can_remove": False,
    }


def test_a_storage_that_fails_is_said_and_nothing_is_written(upload: Upload, storage: Path) -> None:
    assert upload("a.txt", b"x").status_code == 201
    year = next(path for path in storage.iterdir() if path.name != ".incoming")
    for path in contents(storage):
        path.unlink()
    for folder in sorted(year.rglob("*"), reverse=True):
        folder.rmdir()
    year.rmdir()
    year.write_text("in the way")
    answer = upload("b.txt", b"x")
    assert (answer.status_code, answer.json()["code"]) == (503, "file_store_unavailable")
    assert StoredFile.objects.count() == 1
    assert list((storage / ".incoming").iterdir()) == []


def test_a_disk_that_takes_nothing_is_said(upload: Upload, storage: Path) -> None:
    storage.write_text("in the way")
    answer = upload("a.txt", b"x")
    assert (answer.status_code, answer.json()["code"]) == (503, "file_store_unavailable")
    assert not StoredFile.objects.exists()
    assert places.health().state == HealthState.DOWN
    storage.unlink()
    assert places.health().state == HealthState.OK


class Leaving(io.BytesIO):
    """A client that sends a while and is gone."""

    def read(self, size: int | None = -1) -> bytes:
        if not (piece := super().read(size)):
            raise ConnectionResetError("gone")
        return piece


def test_a_client_that_leaves_is_no_storage_that_fails(
    upload: Upload, api: Api, storage: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert upload("a.txt", b"x").status_code == 201
    caplog.clear()
    body = Leaving(b"y" * 1000)
    sent = {"wsgi.input": body, "CONTENT_LENGTH": "5000", "CONTENT_TYPE": "application/octet-stream"}
    answer = api.client.generic("POST", "/api/v1/files?name=b.txt", headers=api.headers, **sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert StoredFile.objects.count() == 1
    assert list((storage / ".incoming").iterdir()) == []


def test_nobody_fills_the_disk_with_what_is_never_submitted(nobody, upload: Upload) -> None:
    stranger = Api(nobody)
    assert upload("a.txt", b"x", by=stranger, loose=True).status_code == 201
    one = StoredFile.objects.get()
    StoredFile.objects.bulk_create(
        StoredFile(**{**row, "id": new_id()})
        for row in list(StoredFile.objects.filter(id=one.id).values()) * (receiving.MOST_LOOSE - 1)
    )
    assert upload("b.txt", b"x", by=stranger, loose=True).json()["code"] == "too_many_loose_files"


def test_a_repeated_upload_is_answered_again(api: Api, host: Item, storage: Path) -> None:
    def once() -> dict:
        told = {**api.headers, "Content-Type": "application/octet-stream", "Idempotency-Key": "upload-1"}
        query = {"name": "a.txt", "kind": "item", "record": str(host.id)}
        return api.client.generic(
            "POST", "/api/v1/files", b"x", content_type="", query_params=query, headers=told
        ).json()

    assert once()["id"] == once()["id"]
    assert len(contents(storage)) == 1
