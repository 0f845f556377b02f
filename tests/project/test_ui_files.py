"""The UI's files: only what carries a hash in its name is kept by browsers for ever."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tongyun.project.ui_files import UiFiles


@pytest.fixture
def get(tmp_path: Path) -> Callable[[str], httpx.Response]:
    """Ask as a browser does."""

    (tmp_path / "assets").mkdir()
    for name in ("index.html", "favicon.svg", "assets/index-4f2a.js", ".stamp"):
        (tmp_path / name).write_text(name)

    async def api(scope: object, receive: object, send: object) -> None:
        raise AssertionError("not for the API")

    async def ask(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(UiFiles(api, tmp_path))
        async with httpx.AsyncClient(transport=transport, base_url="http://ui") as client:
            return await client.get(path)

    return lambda path: asyncio.run(ask(path))


@pytest.mark.parametrize(
    ("path", "text", "caching"),
    [
        ("/assets/index-4f2a.js", "assets/index-4f2a.js", "public, max-age=31536000, immutable"),
        ("/favicon.svg", "favicon.svg", "no-cache"),
        ("/index.html", "index.html", "no-cache"),
        ("/", "index.html", "no-cache"),
        ("/tickets/1", "index.html", "no-cache"),
        ("/.stamp", "index.html", "no-cache"),
    ],
)
def test_what_is_kept_how_long(get: Callable[[str], httpx.Response], path: str, text: str, caching: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, text, caching)


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/%00", "/assets/..%2findex.html%2f", "/assets/"])
def test_what_is_no_asset_is_not_found(get: Callable[[str], httpx.Response], path: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
