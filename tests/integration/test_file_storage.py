"""Files with a real scanner, and in a bucket."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from servers import s3_double
from servers.clamav import MARK, MOST, NAME, Clamd
from servers.s3_double import S3Double
from tests.conftest import Api
from tests.kernel.files.conftest import PDF, Upload, body, host, look, png, storage, upload, zipped  # noqa: F401
from tongyun.kernel.contracts import HealthState, utc_now
from tongyun.kernel.models import StoredFile
from tongyun.kernel.services.files import care, clamd, places

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(scope="module")
def daemon() -> Iterator[Clamd]:
    """A real clamd."""
    with Clamd() as running:
        yield running


@pytest.fixture
def scanner(daemon: Clamd, settings: Any) -> None:
    """The platform scans with it."""
    settings.TONGYUN = replace(settings.TONGYUN, clamd=daemon.address)


@pytest.fixture
def bucket(settings: Any, storage: Path) -> Iterator[S3Double]:  # noqa: F811
    """The platform keeps its files in a bucket."""
    with S3Double() as double:
        settings.TONGYUN = replace(
            settings.TONGYUN,
            files=f"s3://{s3_double.BUCKET}/prefix",
            s3_endpoint=double.url,
            s3_region="test",
            s3_access_key=s3_double.ACCESS_KEY,
            s3_secret_key=s3_double.SECRET_KEY,
        )
        places.store.cache_clear()
        yield double
        places.store.cache_clear()


def test_a_real_scanner_finds_it_wherever_it_hides(scanner: None, upload: Upload, api: Api) -> None:  # noqa: F811
    clean = upload("说明.txt", b"harmless").json()
    found = [
        upload("坏.txt", b"x" * 200_000 + MARK).json(),
        upload("坏.zip", zipped({"inner.zip": zipped({"a.txt": MARK})})).json(),
    ]
    assert clean["state"] == "waiting"
    look()
    assert api.get(f"files/{clean['id']}").json()["state"] == "ready"
    for each in found:
        told = api.get(f"files/{each['id']}").json()
        assert (told["state"], told["finding"]) == ("quarantined", NAME)
    assert StoredFile.objects.get(id=clean["id"]).scanner.startswith("ClamAV 1.")
    assert clamd.health().state == HealthState.OK


def test_what_a_real_scanner_does_not_take_is_not_let_through(
    scanner: None,
    upload: Upload,  # noqa: F811
    api: Api,
) -> None:
    made = upload("大.txt", b"x" * (MOST + 100_000)).json()
    look()
    assert api.get(f"files/{made['id']}").json()["state"] == "quarantined"


def test_a_bucket_keeps_files_as_a_folder_does(bucket: S3Double, upload: Upload, api: Api, storage: Path) -> None:  # noqa: F811
    made = upload("报告.pdf", PDF).json()
    (key,) = bucket.objects
    assert (bucket.objects[key], key[:7]) == (PDF, "prefix/")
    assert list((storage / ".incoming").iterdir()) == [], "nothing stays on the machine"
    assert body(api.get(f"files/{made['id']}/content")) == PDF
    picture = upload("图.png", png(600, 400)).json()
    look()
    assert body(api.get(f"files/{picture['id']}/thumbnail"))[8:12] == b"WEBP"


def test_a_bucket_that_does_not_answer_loses_nothing(bucket: S3Double, upload: Upload, api: Api) -> None:  # noqa: F811
    made = upload("报告.pdf", PDF).json()
    bucket.broken = True
    answer = upload("二.pdf", PDF)
    assert (answer.status_code, answer.json()["code"]) == (503, "file_store_unavailable")
    assert api.get(f"files/{made['id']}/content").status_code == 503
    bucket.broken = False
    assert StoredFile.objects.count() == 1
    bucket.objects.clear()
    assert api.get(f"files/{made['id']}/content").json()["code"] == "file_lost"


def test_strays_in_a_bucket_are_swept(bucket: S3Double, upload: Upload) -> None:  # noqa: F811
    upload("报告.pdf", PDF)
    at = int((utc_now() - timedelta(days=3)).timestamp() * 1000)
    stray = f"prefix/{utc_now() - timedelta(days=3):%Y/%m/%d}/{at >> 16:08x}-{at & 0xFFFF:04x}-7000-8000-000000000001"
    bucket.objects[stray] = b"left by a crash"
    assert care.sweep() == 1
    assert stray not in bucket.objects
    assert len(bucket.objects) == 1
