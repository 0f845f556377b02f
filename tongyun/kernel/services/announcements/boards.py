"""Boards: made and changed by whoever looks after them."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from ...contracts import Conflict, FieldError, Invalid, NotFound, Ref, refuse_stale
from ...models import Board, Organisation, Role
from ..audit import audit
from ..organisations.fields import CODE
from ..permissions import require
from ..texts import text_problems
from .finding import index_board

M = TypeVar("M", bound=Model)

MANAGE = "announcement:board"
PLAIN = ("title", "title_en", "description", "position", "everyone", "reviewed", "retired")


@transaction.atomic
def create_board(key: str, fields: Mapping[str, Any]) -> Board:
    """Make a board. Needs announcement:board. Raises Invalid, and Conflict when the key is taken."""
    require(MANAGE)
    if not CODE.fullmatch(key):
        raise _bad([FieldError("/key", "标识须为 1 至 64 位字母、数字、点、下划线或连字符")])
    if Board.objects.filter(key=key).exists():
        raise Conflict("duplicate_key", f"标识“{key}”已被使用。", [FieldError("/key", "已被使用")])
    row = Board(key=key)
    _take(row, {"title": "", **fields})
    audit("board.created", ref(row), None, {"key": key, **state_of(row)})
    return row


@transaction.atomic
def edit_board(board_id: UUID, version: int, fields: Mapping[str, Any]) -> Board:
    """Change a board; who reads it changes what its readers see at once. Needs announcement:board.

    Raises NotFound, Invalid, and Stale when somebody saved first.
    """
    require(MANAGE)
    row = Board.objects.select_for_update().filter(id=board_id).first()
    if row is None:
        raise NotFound("no_board", "没有这个栏目。")
    refuse_stale(row.version, version)
    before = state_of(row)
    row.version += 1
    _take(row, fields)
    if row.title != before["title"]:
        index_board(row)
    audit("board.edited", ref(row), before, state_of(row))
    return row


def state_of(row: Board) -> dict[str, Any]:
    """A board as the audit trail keeps it."""
    return {
        **{name: getattr(row, name) for name in PLAIN},
        "organisations": sorted(row.organisations.values_list("name", flat=True)),
        "roles": sorted(row.roles.values_list("title", flat=True)),
    }


def ref(row: Board) -> Ref:
    """The board as the audit trail names it."""
    return Ref("board", str(row.id), row.title)


def _take(row: Board, fields: Mapping[str, Any]) -> None:
    for name in PLAIN:
        if name in fields:
            setattr(row, name, fields[name])
    found = text_problems(fields, 100)
    units = _named(Organisation, fields, "organisations", "机构", found)
    roles = _named(Role, fields, "roles", "角色", found)
    if found:
        raise _bad(found)
    row.save()
    if units is not None:
        row.organisations.set(units)
    if roles is not None:
        row.roles.set(roles)
    if not row.everyone and not row.organisations.exists() and not row.roles.exists():
        raise _bad([FieldError("/everyone", "请至少指定一个机构或角色，或选择全员可见")])


def _named(model: type[M], fields: Mapping[str, Any], name: str, word: str, found: list[FieldError]) -> list[M] | None:
    if name not in fields:
        return None
    wanted = set(fields[name])
    rows = list(model._default_manager.filter(pk__in=wanted))
    if len(rows) != len(wanted):
        found.append(FieldError(f"/{name}", f"有不存在的{word}"))
    return rows


def _bad(found: list[FieldError]) -> Invalid:
    return Invalid("bad_board", "内容有误。", found)
