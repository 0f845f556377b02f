"""The whole API: every route says who may call it, and keeps its word to strangers and to users without a role."""

import re

import pytest

from tests.conftest import Api
from tongyun.kernel.models import User
from tongyun.kernel.services.access import issue_token
from tongyun.kernel.services.permissions import permissions
from tongyun.project.api import api as ninja

SPECIAL = {"public", "signed-in", "agent"}
SOME_ID = "01890000-0000-7000-8000-000000000000"


def operations() -> list[tuple[str, str, dict]]:
    return [
        (method.upper(), path, operation)
        for path, methods in ninja.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
    ]


NAMES = [f"{method} {path}" for method, path, _ in operations()]


@pytest.mark.parametrize(("method", "path", "operation"), operations(), ids=NAMES)
def test_a_route_names_a_declared_permission(method: str, path: str, operation: dict) -> None:
    permission = operation.get("x-permission")
    assert permission in SPECIAL or permissions.get(permission or ""), permission
    assert operation.get("description"), "a route says in one sentence what it does"


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "operation"), operations(), ids=NAMES)
def test_a_route_refuses_whom_it_should(method: str, path: str, operation: dict, nobody: User) -> None:
    permission = operation["x-permission"]
    if permission == "public":
        return
    address = re.sub(r"{[^}]+}", SOME_ID, path).removeprefix("/api/v1/")
    assert Api().send(method, address, {}).status_code == 401
    if permission == "agent":
        assert Api(nobody).send(method, address, {}).status_code == 403
        return
    assert Api(token=issue_token("agent", "a")).send(method, address, {}).status_code == 401
    if permission != "signed-in":
        assert Api(nobody).send(method, address, {}).status_code == 403
