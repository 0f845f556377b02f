"""Errors a caller can act on. One handler renders them as RFC 9457 problem documents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class FieldError:
    """What is wrong at one place of the input; `path` is a JSON Pointer or a parameter's name."""

    path: str
    message: str


class Problem(Exception):  # noqa: N818 - the name of the thing in RFC 9457
    """Base of all errors that reach a client. `code` is stable and for machines, `detail` for people."""

    status = 500
    title = "内部错误"
    #: Headers that the answer carries beside the document.
    headers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, code: str, detail: str, fields: Iterable[FieldError] = ()) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.fields = tuple(fields)


class Invalid(Problem):
    """The input breaks a rule; `fields` says where."""

    status = 422
    title = "输入有误"


class Unauthenticated(Problem):
    """Nobody is signed in, or the token is wrong."""

    status = 401
    title = "尚未登录"


class Forbidden(Problem):
    """Signed in, but this is not allowed."""

    status = 403
    title = "没有权限"


class NotFound(Problem):
    """No such record, or none that this user may know of."""

    status = 404
    title = "没有找到"


class Conflict(Problem):
    """Somebody else was faster, or the state does not allow it."""

    status = 409
    title = "状态冲突"


class Stale(Problem):
    """The record was changed since the caller read it, whether `If-Match` or the body names what was read."""

    status = 412
    title = "已有新的修改"

    def __init__(self) -> None:
        super().__init__("stale", "您读取之后内容已被修改，请刷新后再试。")


class TooManyRequests(Problem):
    """The caller asks more often than is allowed; `retry_after` is in seconds."""

    status = 429
    title = "请求过多"

    def __init__(self, code: str, detail: str, fields: Iterable[FieldError] = (), *, retry_after: int = 1) -> None:
        super().__init__(code, detail, fields)
        self.headers = {"Retry-After": str(max(1, retry_after))}


class TooLarge(Problem):
    """The body is over the limit."""

    status = 413
    title = "内容过大"


class Unavailable(Problem):
    """A part this needs is down; trying again later may help."""

    status = 503
    title = "暂时不可用"


def refuse_stale(present: int, named: int | None) -> None:
    """Raise Stale for a change that starts from another version than the present one; naming none (None) means any."""
    if named is not None and named != present:
        raise Stale
