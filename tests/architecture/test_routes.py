"""The whole API: every route says who may call it, and keeps its word to strangers and to users without a role."""

import pytest

from tests.architecture.document import SPECIAL, filled, operations
from tests.conftest import Api
from tongyun.kernel.models import User
from tongyun.kernel.services.access import issue_token
from tongyun.kernel.services.permissions import permissions

ROUTES = list(operations())
NAMES = [f"{method} {path}" for method, path, _ in ROUTES]


@pytest.mark.parametrize(("method", "path", "operation"), ROUTES, ids=NAMES)
def test_a_route_names_a_declared_permission(method: str, path: str, operation: dict) -> None:
    permission = operation.get("x-permission")
    assert permission in SPECIAL or permissions.get(permission or ""), permission
    assert operation.get("description"), "a route says in one sentence what it does"


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "operation"), ROUTES, ids=NAMES)
def test_a_route_refuses_whom_it_should(method: str, path: str, operation: dict, nobody: User) -> None:
    permission = operation["x-permission"]
    if permission == "public":
        return
    address = filled(path)
    assert Api().send(method, address, {}).status_code == 401
    if permission == "agent":
        assert Api(nobody).send(method, address, {}).status_code == 403
        return
    assert Api(token=issue_token("agent", "a")).send(method, address, {}).status_code == 401
    if permission != "signed-in":
        assert Api(nobody).send(method, address, {}).status_code == 403
