"""Files are read by nobody before the scanner has spoken, and never when it found something."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import Api
from tests.kernel.files.conftest import Upload, body, look
from tests.kernel.files.scanner import MARK, Scanner
from tongyun.kernel.contracts import HealthState
from tongyun.kernel.models import AuditRecord, Notification, ScheduledTask, StoredFile
from tongyun.kernel.services import work
from tongyun.kernel.services.files import clamd
from tongyun.kernel.services.files.looking import LOOK_TASK

pytestmark = pytest.mark.django_db

Connect = Callable[[str], None]


@pytest.fixture
def connect(settings: Any) -> Connect:
    """Connects the platform to the scanner of an address."""

    def to(address: str) -> None:
        settings.TONGYUN = replace(settings.TONGYUN, clamd=address)

    return to


def test_a_clean_file_can_be_read_after_the_scan(upload: Upload, api: Api, connect: Connect) -> None:
    with Scanner() as scanner:
        connect(scanner.address)
        made = upload("说明.txt", b"harmless").json()
        assert made["state"] == "waiting"
        assert api.get(f"files/{made['id']}/content").json()["code"] == "file_scanning"
        look()
        told = api.get(f"files/{made['id']}").json()
        assert (told["state"], told["scanned"], told["finding"]) == ("ready", True, "")
        assert body(api.get(f"files/{made['id']}/content")) == b"harmless"
        assert StoredFile.objects.get().scanner.startswith("ClamAV 1.4.6")


def test_an_infected_file_is_read_by_nobody_and_told(upload: Upload, api: Api, connect: Connect) -> None:
    with Scanner() as scanner:
        connect(scanner.address)
        made = upload("坏.txt", b"x" * 100_000 + MARK).json()
        look()
    for path in ("content", "text", "thumbnail"):
        assert api.get(f"files/{made['id']}/{path}").json()["code"] == "file_quarantined"
    listed = api.get("stored-files", state="quarantined").json()["items"]
    assert [row["finding"] for row in listed] == ["Private.Test"]
    assert AuditRecord.objects.filter(action="file.quarantined", target_id=made["id"]).count() == 1
    assert Notification.objects.filter(title="文件已隔离：坏.txt").count() == 1


@pytest.mark.parametrize("mood", ["mute", "confused"])
def test_no_word_is_never_taken_for_clean(upload: Upload, api: Api, connect: Connect, mood: str) -> None:
    with Scanner(mood) as scanner:
        connect(scanner.address)
        made = upload("说明.txt", b"x").json()
        (task,) = [task for task in work.take() if task.handler == LOOK_TASK]
        assert not work.run(task)
    assert api.get(f"files/{made['id']}").json()["state"] == "waiting"
    ScheduledTask.objects.filter(handler=LOOK_TASK).update(due_at=task.created_at)
    with Scanner() as scanner:
        connect(scanner.address)
        look()
    assert api.get(f"files/{made['id']}").json()["state"] == "ready"


def test_what_is_too_large_to_be_scanned_is_not_let_through(upload: Upload, api: Api, connect: Connect) -> None:
    with Scanner("small") as scanner:
        connect(scanner.address)
        made = upload("大.txt", b"x" * 300_000).json()
        look()
    told = api.get(f"files/{made['id']}").json()
    assert (told["state"], told["finding"]) == ("quarantined", "超过查毒引擎的大小上限，未能查毒")


def test_a_file_can_be_looked_at_again(upload: Upload, api: Api, connect: Connect) -> None:
    made = upload("旧.txt", MARK).json()
    assert made["state"] == "ready"
    with Scanner() as scanner:
        connect(scanner.address)
        again = api.post(f"stored-files/{made['id']}/scan")
        assert (again.status_code, again.json()["state"]) == (200, "waiting")
        look()
    assert api.get(f"files/{made['id']}").json()["state"] == "quarantined"


def test_without_a_scanner_nothing_leaves_quarantine(upload: Upload, api: Api, connect: Connect) -> None:
    with Scanner() as scanner:
        connect(scanner.address)
        made = upload("坏.txt", MARK).json()
        look()
    connect("")
    again = api.post(f"stored-files/{made['id']}/scan")
    assert (again.status_code, again.json()["code"]) == (409, "no_scanner")
    look()
    assert api.get(f"files/{made['id']}").json()["state"] == "quarantined"


def test_health_says_whether_the_scanner_answers(connect: Connect) -> None:
    with Scanner() as scanner:
        connect(scanner.address)
        assert (clamd.health().state, clamd.health().detail[:6]) == (HealthState.OK, "ClamAV")
    assert clamd.health().state == HealthState.DEGRADED
