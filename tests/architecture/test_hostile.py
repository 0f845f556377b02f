"""Whatever any route is sent, it answers as its own document says: no failure of ours, no status that is not told."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction

from tests.architecture.exploring import explore
from tests.architecture.test_matrix import foreign  # noqa: F401 - a fixture
from tests.conftest import PASSWORD, make_user
from tongyun.kernel.api.security import SESSION_COOKIE
from tongyun.kernel.models import Board, Group, IdentityProvider, Organisation, Role
from tongyun.kernel.services import context, policies
from tongyun.kernel.services.access import issue_token
from tongyun.kernel.services.calling import limits
from tongyun.kernel.services.permissions import permissions_of
from tongyun.kernel.services.permissions.built_in import AUDIT, DUTY, OPERATIONS, SECURITY, SYSTEM, ensure_roles
from tongyun.kernel.services.signin import sessions

pytestmark = pytest.mark.django_db

CALLERS = {"operator": (SYSTEM, OPERATIONS, DUTY), "security": (SECURITY,), "auditor": (AUDIT,)}
EXAMPLES = 1
#: Everything below one dictionary.
DICTIONARY = ("", "/entries", "/entries/{code}", "/entries/{code}/reset", "/import", "/choices", "/labels")


class Callers:
    """Sends each request as somebody who may, in a transaction that is then taken back."""

    def __init__(self, organisation: Organisation) -> None:
        roles = ensure_roles()
        self.held: dict[frozenset[str], str] = {}
        for name, keys in CALLERS.items():
            user = make_user(name, name, organisation, [roles[key] for key in keys])
            self.held[permissions_of(user.id)] = sessions.sign_in(name, PASSWORD, "127.0.0.1", "pytest").token
        self.agent = issue_token("agent", "a")

    def send(self, case: Any, permission: str) -> Any:
        """One request."""
        limits.forget()
        with transaction.atomic(), context.acting_as(context.SYSTEM):
            answer = case.call(**self._proof(permission))
            transaction.set_rollback(True)
        policies.forget_policies()
        return answer

    def _proof(self, permission: str) -> dict[str, Any]:
        if permission == "agent":
            return {"headers": {"Authorization": f"Bearer {self.agent}"}}
        fitting = [cookie for held, cookie in self.held.items() if permission in held]
        cookie = (fitting or list(self.held.values()))[0]
        return {"headers": {"X-Requested-With": "tongyun"}, "cookies": {SESSION_COOKIE: cookie}}


@pytest.fixture
def application() -> Iterator[Any]:
    """The WSGI application on this test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("store")
def test_every_answer_stands_in_the_document(
    application: Any, organisation: Organisation, request: pytest.FixtureRequest
) -> None:
    callers, known = Callers(organisation), request.getfixturevalue("foreign")
    provider = IdentityProvider.objects.create(key="hr", kind="scim", title="人事", enabled=True, provisions=True)
    known |= {
        "provider_id": provider.id,
        "role_id": Role.objects.latest("created_at").id,
        "group_id": Group.objects.create(code="g", name="组").id,
        "pack_id": "platform",
        "key": "hr",
        "/api/v1/policies/{key}#key": "api-limits",
        "/api/v1/calendars/{key}#key": "5x8",
        "/api/v1/calendars/{key}/years/{year}#key": "5x8",
        "/api/v1/item-types/{key}#key": "host",
        **{f"/api/v1/dictionaries/{{key}}{path}#key": "network_zone" for path in DICTIONARY},
        "code": "internet-dmz",
        "board_id": Board.objects.latest("created_at").id,
    }
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    found = list(explore(schema, callers.send, known, EXAMPLES))
    assert not found, "\n".join(map(str, found))
