"""Versions of records over HTTP: answers carry them as `ETag`, changes name the one that was read.

They name it by `If-Match` or as `version` in the body. Either way a verb refuses one that is not the present one by
`refuse_stale`, and the answer is 412 `stale`.
"""

from typing import Any

from django.http import HttpRequest

from ..contracts import FieldError, Invalid

#: By one of these a record is known; what has none (a list, a report) is nothing that could be changed.
NAMES = frozenset({"id", "key", "value"})


def matched_version(request: HttpRequest) -> int | None:
    """The version that `If-Match` names; None where any will do. Raises Invalid for what is no version."""
    given = request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        return None
    number = given.removeprefix("W/").strip('"')
    if not number.isascii() or not number.isdigit():
        raise Invalid("bad_etag", "If-Match 须为读取时返回的 ETag。", [FieldError("If-Match", "不是 ETag")])
    return int(number[:9])


def named_version(request: HttpRequest, body: int | None) -> int | None:
    """The version a change starts from: that of `If-Match`, else that of the body; None where neither names any."""
    named = matched_version(request)
    return body if named is None else named


def expected_version(request: HttpRequest, body: int | None) -> int:
    """The version a change starts from, where one must be named; raises Invalid when nothing names any."""
    version = named_version(request, body)
    if version is None:
        detail = "请以 If-Match 头或 version 字段说明读到的版本。"
        raise Invalid("version_required", detail, [FieldError("/version", detail)])
    return version


def remember_version(request: HttpRequest, data: Any) -> None:
    """Keep the version of the one record that is answered; the door writes it as `ETag`."""
    version = data.get("version") if isinstance(data, dict) and not NAMES.isdisjoint(data) else None
    if isinstance(version, int) and not isinstance(version, bool):
        request.META["tongyun.version"] = version
