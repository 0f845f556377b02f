"""Files on announcements: read by whoever reads it, changed only while its text may change."""

import pytest

from tests.conftest import Api
from tests.kernel.announcements.conftest import draft
from tests.kernel.files.conftest import body, look, png, put, storage
from tongyun.kernel.models import Board, StoredFile

pytestmark = pytest.mark.django_db
__all__ = ["storage"]


def test_a_file_goes_the_way_of_its_announcement(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    id_ = draft(writer, board)
    where = {"kind": "announcement", "record": id_}
    assert put(reader, "x.png", png(), **where).status_code == 404, "a draft is not there for its readers"
    made = put(writer, "平面图.png", png(), **where)
    assert made.status_code == 201, made.content
    file = f"files/{made.json()['id']}"
    look()
    assert reader.get(f"{file}/content").status_code == 404
    writer.post(f"announcements/{id_}/submit")
    reviewer.post(f"announcements/{id_}/approve")
    assert body(reader.get(f"{file}/content")) == png()
    assert put(reader, "x.png", png(), **where).status_code == 403
    assert put(writer, "x.png", png(), **where).status_code == 403, "published: what people read stays as it is"
    assert writer.delete(file).status_code in (403, 409)
    reviewer.post(f"announcements/{id_}/withdraw", {"reason": "有误"})
    assert reader.get(f"{file}/content").status_code == 404
    assert writer.delete(file).status_code == 204


def test_a_draft_that_is_thrown_away_takes_its_files_along(writer: Api, board: Board) -> None:
    id_ = draft(writer, board)
    assert put(writer, "平面图.png", png(), kind="announcement", record=id_).status_code == 201
    assert writer.delete(f"announcements/{id_}").status_code == 204
    assert StoredFile.objects.get().state == "removed", "kept as long as whatever people remove, then cleaned up"
