"""Serve the built UI: hashed assets for ever, `index.html` for every page address, the API to Django."""

from pathlib import Path

from django.conf import settings
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, PlainTextResponse
from starlette.staticfiles import StaticFiles

from .asgi_types import Application, Event, Receive, Scope, Send
from .security_headers import HSTS, SECURITY, UI_CONTENT

NOT_BUILT = "界面尚未构建：请执行 make run，它会先构建界面再启动。\n"


class UiFiles:
    """Dispatches between the UI's files and the API."""

    def __init__(self, api: Application, folder: Path) -> None:
        self.api = api
        self.folder = folder
        self.assets = GZipMiddleware(StaticFiles(directory=folder, check_dir=False), minimum_size=1024)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"].startswith("/api/"):
            return await self.api(scope, receive, send)
        name = scope["path"].lstrip("/")
        if name.startswith("assets/"):
            return await self._asset(scope, receive, self._with(send, "public, max-age=31536000, immutable"))
        if name and "/" not in name and not name.startswith(".") and (self.folder / name).is_file():
            return await self._asset(scope, receive, self._with(send, "no-cache"))
        index = self.folder / "index.html"
        page = FileResponse(index) if index.is_file() else PlainTextResponse(NOT_BUILT, status_code=503)
        return await page(scope, receive, self._with(send, "no-cache"))

    async def _asset(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if ".." in scope["path"]:
                raise HTTPException(404)
            await self.assets(scope, receive, send)
        except HTTPException as error:
            await PlainTextResponse(error.detail, status_code=error.status_code)(scope, receive, send)

    @staticmethod
    def _with(send: Send, caching: str) -> Send:
        async def complete(event: Event) -> None:
            if event["type"] == "http.response.start":
                headers = MutableHeaders(scope=event)
                headers["Cache-Control"] = caching if event["status"] == 200 else "no-store"
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", UI_CONTENT)
                if settings.TONGYUN.public_url.startswith("https://"):
                    headers.setdefault(*HSTS)
            await send(event)

        return complete
