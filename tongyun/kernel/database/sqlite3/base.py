"""The connection to SQLite; Django finds it by the name of this module."""

from threading import Event
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from ..last_things import WithLastThings
from .line import Line, line_before

#: How long to wait for the lock where the settings do not say: as long as Python's sqlite3 does (seconds).
PATIENCE_S = 5.0


class DatabaseWrapper(WithLastThings, base.DatabaseWrapper):
    """Django's own, with last things; the transactions of a process begin in the order in which they are asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._place: tuple[Line, Event] | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._line_up()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # django-stubs leave it out
        except BaseException:
            self._step_out()
            raise

    def commit(self) -> None:
        """Commit, and let the next one write."""
        try:
            super().commit()
        finally:
            self._step_out()

    def rollback(self) -> None:
        """Undo the transaction, and let the next one write."""
        try:
            super().rollback()
        finally:
            self._step_out()

    def close(self) -> None:
        """Close the connection; what was begun on it is over."""
        try:
            super().close()
        finally:
            self._step_out()

    def _line_up(self) -> None:
        line = line_before(str(self.settings_dict["NAME"]))
        place = line.join(self.settings_dict["OPTIONS"].get("timeout", PATIENCE_S))
        if place is None:
            raise OperationalError("database is locked")
        self._place = line, place

    def _step_out(self) -> None:
        if self._place is not None:
            (line, place), self._place = self._place, None
            line.leave(place)
