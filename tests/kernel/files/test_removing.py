"""Removal keeps a while, evidence stays, and nothing that nobody needs stays for ever."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.conftest import Api
from tests.kernel.files.conftest import Upload, contents, look, png, put
from tongyun.inventory.models import Item
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import AuditRecord, StoredFile, User
from tongyun.kernel.services.access import issue_token
from tongyun.kernel.services.files import care, places
from tongyun.kernel.services.retention import purge_all
from tongyun.process.facade import NewTicket, open_ticket
from tongyun.process.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db

Committed = Callable[..., object]


def older(**columns: timedelta) -> None:
    StoredFile.objects.update(**{name: utc_now() - by for name, by in columns.items()})


def test_a_removed_file_is_gone_for_people_and_kept_for_a_while(
    upload: Upload, api: Api, host: Item, storage: Path, django_capture_on_commit_callbacks: Committed
) -> None:
    made = upload("说明.txt", b"x").json()
    assert api.delete(f"files/{made['id']}").status_code == 204
    assert api.get(f"files/{made['id']}").status_code == 404
    assert api.get("files", kind="item", record=host.id).json()["items"] == []
    assert api.get("stored-files", state="removed").json()["items"][0]["removed_by"] == "管理员"
    purge_all()
    assert len(contents(storage)) == 1
    older(removed_at=timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        purge_all()
    assert contents(storage) == []
    assert not StoredFile.objects.exists()
    actions = AuditRecord.objects.filter(target_id=made["id"]).order_by("at").values_list("action", flat=True)
    assert list(actions) == ["file.uploaded", "file.removed", "file.erased"]


def test_what_nobody_submitted_goes_with_its_thumbnail(
    upload: Upload, storage: Path, django_capture_on_commit_callbacks: Committed
) -> None:
    upload("草稿.png", png(), loose=True)
    look()
    assert len(contents(storage)) == 2
    older(uploaded_at=timedelta(hours=23))
    purge_all()
    assert len(contents(storage)) == 2
    older(uploaded_at=timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        purge_all()
    assert contents(storage) == []


def test_what_nobody_submitted_stays_in_quarantine_as_long_as_anything(upload: Upload) -> None:
    upload("坏.txt", b"x", loose=True)
    StoredFile.objects.update(state=StoredFile.State.QUARANTINED)
    older(uploaded_at=timedelta(days=89), scanned_at=timedelta(days=89))
    purge_all()
    assert StoredFile.objects.exists()
    older(scanned_at=timedelta(days=91))
    purge_all()
    assert not StoredFile.objects.exists()


def test_contents_without_a_row_are_swept_and_no_others(upload: Upload, storage: Path) -> None:
    upload("现在.txt", b"x")
    kept = StoredFile.objects.get()
    old = _id_of(utc_now() - timedelta(days=3))
    honest = _id_of(utc_now() - timedelta(days=3, hours=1))
    StoredFile.objects.filter(id=kept.id).update(id=honest, place=places.place_of(honest))

    def put_at(place: str, content: bytes) -> Path:
        # A folder a day: around midnight these three are in three.
        path = storage / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    stray = put_at(places.place_of(old), b"left by a crash")
    put_at(places.place_of(honest), b"x")
    young = put_at(places.place_of(_id_of(utc_now())), b"being taken in")
    assert care.sweep() == 1
    assert not stray.exists()
    assert (storage / places.place_of(honest)).exists()
    assert young.exists()


def test_a_file_of_a_closed_ticket_is_evidence(api: Api, host: Item) -> None:

    ticket = open_ticket(NewTicket("incident", "网站打不开", 2, "", host.id))
    made = put(api, "现场.png", png(), kind="ticket", record=str(ticket.id)).json()
    lines = TicketEvent.objects.filter(ticket=ticket).values_list("text", flat=True)
    assert "上传附件“现场.png”" in lines
    Ticket.objects.filter(id=ticket.id).update(state=Ticket.State.CLOSED)
    answer = api.delete(f"files/{made['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "files_settled")
    assert api.get("files", kind="ticket", record=ticket.id).json()["can_remove"] is False
    Ticket.objects.filter(id=ticket.id).update(state=Ticket.State.OPEN)
    assert api.delete(f"files/{made['id']}").status_code == 204
    assert "删除附件“现场.png”" in TicketEvent.objects.filter(ticket=ticket).values_list("text", flat=True)


def test_only_what_is_out_of_use_can_be_destroyed(
    upload: Upload, api: Api, admin: User, storage: Path, django_capture_on_commit_callbacks: Committed
) -> None:
    made = upload("说明.txt", b"x").json()
    program = Api(token=issue_token("user", "t", admin.id))
    assert program.delete(f"stored-files/{made['id']}").json()["code"] == "reauthenticate"
    assert api.delete(f"stored-files/{made['id']}").json()["code"] == "file_in_use"
    api.delete(f"files/{made['id']}")
    with django_capture_on_commit_callbacks(execute=True):
        assert api.delete(f"stored-files/{made['id']}").status_code == 204
    assert contents(storage) == []


def _id_of(moment) -> UUID:
    """A UUIDv7 of a moment."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | 1)
