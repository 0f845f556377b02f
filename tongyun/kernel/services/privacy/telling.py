"""Look behind a mask: with the right, with a reason, and with a line in the audit trail before anything is shown."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from ...contracts import FieldError, Invalid, Ref
from ..audit import audit
from ..context import memo
from ..permissions import require
from .showing import REVEAL, TOLD

ACTION = "personal.revealed"
MIN_REASON, MAX_REASON = 2, 300


@transaction.atomic
def reveal(
    target: Ref, reason: str, fields: Iterable[str], *, organisation: UUID | None, owner: UUID | None = None
) -> None:
    """Write down that the actor looks at the personal data of one record, and why. Needs personal:reveal for it.

    Raises:
        Invalid: no reason was given.
        NotFound: the right does not reach the record.
    """
    said = _reason(reason, "/reason")
    require(REVEAL, organisation=organisation, owner=owner)
    audit(ACTION, target, None, {"fields": sorted(fields), "reason": said})


def reveal_rows(list_title: str, path: str, reason: str) -> None:
    """Let the rest of this request show personal data as far as the right reaches: a list that is taken out.

    Needs personal:reveal; raises Invalid without a reason.
    """
    said = _reason(reason, "reveal")
    require(REVEAL)
    with transaction.atomic():
        audit(ACTION, Ref("list", path, list_title), None, {"reason": said})
    kept = memo()
    if kept is not None:
        kept[TOLD] = True


def _reason(reason: str, path: str) -> str:
    said = reason.strip()
    if len(said) < MIN_REASON:
        raise Invalid("no_reason", "请填写查看个人信息的理由。", [FieldError(path, "必填，至少 2 个字")])
    if len(said) > MAX_REASON:
        raise Invalid("no_reason", "理由太长。", [FieldError(path, f"不能超过 {MAX_REASON} 字")])
    return said
