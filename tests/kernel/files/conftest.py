"""Fixtures of files: a storage of the test's own, contents of many kinds, and the worker's turn."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Api
from tongyun.inventory.models import Item
from tongyun.kernel.models import Organisation, PolicySetting
from tongyun.kernel.services import policies, work
from tongyun.kernel.services.files import places
from tongyun.kernel.services.files.looking import LOOK_TASK

BYTES = "application/octet-stream"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def png(width: int = 4, height: int = 3) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    lines = (b"\0" + b"\xd0\x10\x10" * width) * height
    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    """As little of a Word document as makes one."""
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **more})


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The folder of contents, empty."""
    settings.TONGYUN = replace(settings.TONGYUN, data=tmp_path)
    places.store.cache_clear()
    yield tmp_path / "files"
    places.store.cache_clear()


@pytest.fixture
def host(hosts_pack: None, organisation: Organisation) -> Item:
    """A record that files hang on."""
    return Item.objects.create(type_id="host", name="web-01", organisation=organisation, source="person")


Upload = Callable[..., Any]


@pytest.fixture
def upload(api: Api, host: Item) -> Upload:
    """Sends a file to the host as the browser does; gives the answer."""

    def send(name: str, content: bytes, *, by: Api = api, loose: bool = False, record: UUID | None = None) -> Any:
        where = {} if loose else {"kind": "item", "record": str(record or host.id)}
        return put(by, name, content, **where)

    return send


def put(api: Api, name: str, content: bytes, **where: str) -> Any:
    """POST the bytes of a file."""
    query, told = {"name": name, **where}, {**api.headers, "Content-Type": BYTES}
    return api.client.generic("POST", "/api/v1/files", content, content_type=BYTES, query_params=query, headers=told)


def contents(storage: Path) -> list[Path]:
    """Everything that lies in the storage."""
    return [path for path in storage.rglob("*") if path.is_file()]


def body(answer: Any) -> bytes:
    """A streamed answer as a whole."""
    return b"".join(answer.streaming_content)


def rule(**values: Any) -> None:
    """Change the policy of files."""
    PolicySetting.objects.update_or_create(key="files", defaults={"value": values})
    policies.forget_policies()


def look() -> None:
    """Let the worker look at new files, as it does."""
    for task in work.take():
        if task.handler == LOOK_TASK:
            assert work.run(task)
