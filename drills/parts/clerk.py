"""Works tickets through all their steps while everything dies around: each verb is sent until it is acknowledged."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from demo.client import Client, Credentials, RefusedError
from demo.duty import ANSWERS

RETRY_S = 0.2
CONFLICT = 409


@dataclass
class Worked:
    """A ticket and the steps that the server acknowledged, in order."""

    title: str
    id: str = ""
    steps: list[str] = field(default_factory=list)


class Clerk(threading.Thread):
    """A thread that opens and closes tickets until told to stop, then finishes the one at hand."""

    def __init__(self, url: str, credentials: Credentials) -> None:
        super().__init__(name="clerk", daemon=True)
        self.client = Client(url)
        self.client.sign_in(credentials)
        self.tickets: list[Worked] = []
        self.resent = 0
        self.failure = ""
        self._halt = threading.Event()

    def stop(self) -> None:
        """Open no further ticket; join() waits for the last one."""
        self._halt.set()

    def run(self) -> None:
        """Ticket after ticket."""
        try:
            while not self._halt.is_set():
                self._work(Worked(f"演练工单 {len(self.tickets) + 1}"))
        except RefusedError as error:
            self.failure = str(error)
        finally:
            self.client.close()

    def _work(self, ticket: Worked) -> None:
        self.tickets.append(ticket)
        ticket.id = self._open(ticket.title)
        for key in ANSWERS:
            self._complete(ticket.id, key)
            ticket.steps.append(key)

    def _open(self, title: str) -> str:
        """Open a ticket. There is no telling whether a broken request was carried out, so look before asking again."""

        def known() -> str | None:
            rows = self.client.rows("tickets", q=title, limit=200)
            return next((str(row["id"]) for row in rows if row["title"] == title), None)

        def ask() -> str:
            return str(self.client.post("tickets", {"kind": "incident", "title": title, "level": 3})["id"])

        return self._until_answered(ask, before_repeating=known)

    def _complete(self, ticket: str, key: str) -> None:
        """Complete a step; told that it is done already, somebody heard us the first time."""

        def open_task() -> str | None:
            tasks = self.client.get(f"tickets/{ticket}")["tasks"]
            return next((str(task["id"]) for task in tasks if task["key"] == key), None)

        task = self._until_answered(lambda: self._wait_for(open_task))

        def ask() -> str:
            try:
                self.client.post(f"tickets/{ticket}/tasks/{task}/complete", {"data": ANSWERS[key]})
            except RefusedError as error:
                if error.status != CONFLICT:
                    raise
            return task

        self._until_answered(ask)

    def _wait_for(self, look: Callable[[], str | None]) -> str:
        while (found := look()) is None:
            time.sleep(0.05)
        return found

    def _until_answered(self, ask: Callable[[], str], before_repeating: Callable[[], Any] = lambda: None) -> str:
        """Ask until the server answers; connections that break and answers of 5xx are asked again."""
        first = True
        while True:
            try:
                return (None if first else before_repeating()) or ask()
            except httpx.TransportError:
                pass
            except RefusedError as error:
                if error.status < httpx.codes.INTERNAL_SERVER_ERROR:
                    raise
            first = False
            self.resent += 1
            time.sleep(RETRY_S)
