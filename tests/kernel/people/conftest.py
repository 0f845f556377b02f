"""Fixtures of organisations and people: uploads as a browser sends them, and the worker's turn."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.conftest import Api
from tongyun.kernel.services import work

Upload = Callable[..., Any]


def workbook(lines: list[list[Any]]) -> bytes:
    """An xlsx of these lines."""
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(lines: list[list[Any]], encoding: str = "utf-8-sig") -> bytes:
    """A csv of these lines."""
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode(encoding)


def work_off() -> None:
    """Run the imports' tasks that are due, as a worker does."""
    while tasks := [task for task in work.take() if task.handler.startswith("kernel.people_import")]:
        for task in tasks:
            assert work.run(task)


def send(api: Api, kind: str, name: str, content: bytes) -> Any:
    """POST a file as a browser does."""
    body = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    return api.client.post("/api/v1/people-imports", body, headers=api.headers)


@pytest.fixture
def upload(api: Api) -> Upload:
    """Uploads lines as xlsx (or csv) and lets the worker check them; gives the import as the API shows it."""

    def run(kind: str, lines: list[list[Any]], name: str = "表.xlsx", content: bytes | None = None) -> dict:
        made = table(lines) if name.endswith(".csv") else workbook(lines)
        answer = send(api, kind, name, content if content is not None else made)
        assert answer.status_code == 201, answer.content
        work_off()
        return api.get(f"people-imports/{answer.json()['id']}").json()

    return run
