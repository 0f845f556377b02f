"""The OpenAPI document, for the tests that go through all routes: written once, because each time takes a while."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import uuid4

from tongyun.project.api import api

#: What a route may name instead of a permission.
SPECIAL = {"public", "signed-in", "agent"}
ROOT = "/api/v1/"


@cache
def document() -> dict[str, Any]:
    """All of it."""
    return api.get_openapi_schema()


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path below the root, and description of every route."""
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path.removeprefix(ROOT), operation


def filled(path: str, ids: dict[str, Any] | None = None) -> str:
    """A path with ids in it; one that is not given names nothing."""
    return re.sub(r"{([^}]+)}", lambda found: str((ids or {}).get(found[1]) or uuid4()), path)
