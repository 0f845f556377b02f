"""Two who create the same at the same instant: each asked first and found nothing, and the unique index stops one.

Verbs ask before they write and tell what is taken; this is for the instant between the question and the write.
"""

from django.db import IntegrityError

from ..contracts import Conflict

#: How PostgreSQL (SQLSTATE) and SQLite (extended codes of unique indexes and primary keys) tell it.
POSTGRESQL = "23505"
SQLITE = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})


def duplicate(error: IntegrityError) -> Conflict | None:
    """What to tell who came second; None when the database refused for another reason, which is a mistake of ours."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", "") == POSTGRESQL or getattr(cause, "sqlite_errorname", "") in SQLITE:
        return Conflict("duplicate", "相同的记录刚刚已由他人保存，本次没有保存，请刷新后再试。")
    return None
