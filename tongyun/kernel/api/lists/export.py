"""The whole of a list as a file: the caller's own filter and order, all pages of it, in constant memory."""

import json
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from tempfile import TemporaryFile
from typing import Any, TypeVar
from urllib.parse import quote

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from ...contracts import FieldError, Invalid, Ref, TooManyRequests, utc_now
from ...services.audit import audit
from ...services.exporting.csv_file import csv_chunks
from ...services.exporting.values import CHINA, Cell, cell, reach
from ...services.permissions import require
from ...services.pieces import pieces
from ..streaming import sent
from .declaration import Column, Listing, unknown
from .keyset import SortKey, batches

M = TypeVar("M", bound=Model)

EXPORT = "list:export"
#: A file with more rows is of no use to a person, and other ways serve programs.
MAX_ROWS = 1_000_000
#: Rows that are rendered at a time.
BATCH = 2_000
#: Exports one process writes at a time; whoever comes then waits a little.
AT_ONCE = 2
RETRY_AFTER_S = 20
#: The list of columns is no page: a media type of its own lets the OpenAPI document say so.
COLUMNS = "application/vnd.tongyun.columns+json"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_places = threading.BoundedSemaphore(AT_ONCE)


def answer_columns(columns: Sequence[Column]) -> HttpResponse:
    """What can be exported, for whoever has to choose."""
    told = [
        {
            "key": column.key,
            "title": column.title_zh,
            "title_en": column.title_en,
            "extra": column.extra,
            "personal": column.personal,
        }
        for column in columns
    ]
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type=COLUMNS)


def answer_file(
    request: HttpRequest,
    rows: QuerySet[M],
    keys: tuple[SortKey, ...],
    listing: Listing,
    offered: Sequence[Column],
    render: Callable[[list[M]], list[Any]],
    wanted: Sequence[str],
) -> StreamingHttpResponse:
    """The file. Who took what out is kept in the audit trail before the first byte leaves."""
    require(EXPORT)
    form, language = request.GET["format"], _language(request)
    columns = _columns(offered, wanted)
    count = rows.count()
    if count > MAX_ROWS:
        detail = f"符合条件的记录有 {count} 条，一次最多导出 {MAX_ROWS} 条，请缩小筛选范围。"
        raise Invalid("export_too_large", detail, [FieldError("format", detail)])
    if not _places.acquire(blocking=False):
        raise TooManyRequests("export_busy", "正在导出的人较多，请稍后再试。", retry_after=RETRY_AFTER_S)
    freed = _Once(_places.release)
    try:
        _record(request, listing, form, columns, count)
        found = (_cells(render(part), columns, language) for part in batches(rows, keys, BATCH, MAX_ROWS))
        title = listing.title[language == "en-US"]
        titles = [column.title_en if language == "en-US" else column.title_zh for column in columns]
        chunks = csv_chunks(titles, found) if form == "csv" else _xlsx(title, titles, found)
        answer = StreamingHttpResponse(sent(request, chunks), content_type=CONTENT_TYPES[form])
    except BaseException:
        freed()
        raise
    weakref.finalize(answer, freed)
    answer._resource_closers.append(freed)  # type: ignore[attr-defined]
    stamp = utc_now().astimezone(CHINA).strftime("%Y%m%d-%H%M")
    name = quote(f"{title}-{stamp}.{form}")
    answer.headers["Content-Disposition"] = f"attachment; filename=\"export.{form}\"; filename*=UTF-8''{name}"
    answer.headers["X-Total-Count"] = str(count)
    return answer


class _Once:
    """Does something the first time it is called: an answer may be closed, dropped, or both."""

    def __init__(self, do: Callable[[], object]) -> None:
        self._left = [do]

    def __call__(self) -> None:
        while self._left:
            self._left.pop()()


def _cells(rendered: list[Any], columns: Sequence[Column], language: str) -> list[list[Cell]]:
    return [
        [cell(reach(row, column.path or column.key), column.words, language) for column in columns] for row in rendered
    ]


def _xlsx(title: str, titles: Sequence[str], found: Iterator[list[list[Cell]]]) -> Iterator[bytes]:
    """The file is whole before it is sent: what fails on the way is told as an error, not as a broken file."""
    with ExitStack() as kept:
        made = kept.enter_context(TemporaryFile(prefix="tongyun-export-"))
        # Loaded when somebody exports: it costs each start a tenth of a second.
        import_module("tongyun.kernel.services.exporting.xlsx_file").write_xlsx(made, title, titles, found)
        kept.pop_all()
    return pieces(made)


def _record(request: HttpRequest, listing: Listing, form: str, columns: Sequence[Column], count: int) -> None:
    query = {name: value for name, value in request.GET.items() if name not in ("format", "lang", "fields")}
    taken = {"format": form, "rows": count, "query": query, "columns": [column.key for column in columns]}
    with transaction.atomic():
        audit("list.exported", Ref("list", request.path, listing.title[0]), None, taken)


def _columns(offered: Sequence[Column], wanted: Sequence[str]) -> list[Column]:
    known = {column.key: column for column in offered}
    if not wanted:
        return [column for column in offered if not column.extra]
    for name in wanted:
        if name not in known:
            raise unknown("fields", name, known)
    return [known[name] for name in wanted]


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang") or request.headers.get("Accept-Language", "zh-CN")
    return "en-US" if asked.lower().startswith("en") else "zh-CN"
