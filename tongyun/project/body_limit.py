"""Refuse oversized bodies while they arrive, before anything is kept of them."""

import json

from .asgi_types import Application, Event, Receive, Scope, Send
from .upload_limit import LimitOf


class BodyLimit:
    """Answers 413 when the announced or the received length is over the limit."""

    def __init__(self, application: Application, limit_of: LimitOf) -> None:
        self.application = application
        self.limit_of = limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body stays small enough."""
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        limit = await self.limit_of(scope)
        if self._announced(scope) > limit:
            return await self._refuse(send, limit)
        received = 0
        refused = False
        started = False

        async def counted() -> Event:
            nonlocal received, refused
            event = await receive()
            received += len(event.get("body", b""))
            if received > limit and not refused:
                refused = True
                if not started:
                    await self._refuse(send, limit)
            return {"type": "http.disconnect"} if refused else event

        async def guarded(event: Event) -> None:
            nonlocal started
            if not refused:
                started = True
                await send(event)

        return await self.application(scope, counted, guarded)

    @staticmethod
    def _announced(scope: Scope) -> int:
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit():
                return int(value[:18])
        return 0

    @staticmethod
    async def _refuse(send: Send, limit: int) -> None:
        detail = f"请求体超过 {limit >> 20} MiB 的上限。"
        body = {
            "type": "urn:tongyun:problem:too_large",
            "title": "内容过大",
            "status": 413,
            "detail": detail,
            "code": "too_large",
            "errors": [],
        }
        headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(body, ensure_ascii=False).encode()})
