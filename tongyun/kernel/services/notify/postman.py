"""Routes messages and sends deliveries, in threads of its own.

A storm of messages holds up no other work of the worker, and a slow mail server no other channel.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connections

from ...models import Channel
from . import routing, sending

logger = logging.getLogger(__name__)

LOOK_INTERVAL_S = 1.0
FAILED_INTERVAL_S = 5.0
SENDERS = 3


class Postman:
    """Works until stopped; several workers share the rows by locks and leases."""

    def __init__(self, senders: int = SENDERS) -> None:
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(senders, thread_name_prefix="postman")
        self._busy: dict[UUID, Future[None]] = {}
        self._looked_back = False
        self._threads = [
            threading.Thread(target=self._loop, args=(turn,), name=name, daemon=True)
            for name, turn in (("router", self._route), ("postmaster", self._dispatch))
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the messages in hand, then end."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=5)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _loop(self, turn: Callable[[], bool]) -> None:
        """Take turns while there is work; look again every second when there is none."""
        while not self._stop.is_set():
            wait = LOOK_INTERVAL_S
            try:
                close_old_connections()
                if turn():
                    continue
            except DatabaseError:
                logger.warning("database unavailable to the postman, trying again", exc_info=True)
                connections.close_all()
                wait = FAILED_INTERVAL_S
            except Exception:
                logger.exception("the postman stumbled, trying again")
                wait = FAILED_INTERVAL_S
            self._stop.wait(wait)

    def _route(self) -> bool:
        return routing.route() == routing.BATCH

    def _dispatch(self) -> bool:
        if not self._looked_back and (given_back := sending.release_dead()):
            logger.info("%d deliveries of a worker that died are due again", given_back)
        self._looked_back = True
        self._busy = {key: future for key, future in self._busy.items() if not future.done()}
        for channel in sending.waiting_channels(self._busy):
            self._busy[channel.id] = self._pool.submit(self._send, channel)
        return False

    def _send(self, channel: Channel) -> None:
        """Send on one channel until nothing is due, or it fails."""
        try:
            close_old_connections()
            while not self._stop.is_set() and sending.send_due(channel):
                found = Channel.objects.filter(id=channel.id, enabled=True).first()
                if found is None or found.opened_at is not None:
                    return
                channel = found
        except Exception:
            logger.exception("channel %s could not be served; its deliveries come again", channel.id)
        finally:
            connections.close_all()
