"""Fixtures for the whole suite: who calls, and how the API is called."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import reset_hashers
from django.test import Client

from tests.packs_in_use import put_in_use
from tests.telemetry.store_process import StoreProcess
from tongyun.kernel.contracts import Actor
from tongyun.kernel.models import Grant, Organisation, Role, User
from tongyun.kernel.services import context, policies
from tongyun.kernel.services.calendars import forget_calendars
from tongyun.kernel.services.calling import limits
from tongyun.kernel.services.permissions.built_in import AUDIT, DUTY, OPERATIONS, SECURITY, SYSTEM, ensure_roles
from tongyun.kernel.services.signin import sessions
from tongyun.telemetry.services import storage
from tongyun.telemetry.store.client import connect
from tongyun.telemetry.store.migrate import migrate

SHIPPED_HASHERS: list[str] = []
PASSWORD = "Correct-Horse-9"


class Api:
    """Calls /api/v1 the way the UI does: JSON, the session cookie, the header against cross-site requests."""

    def __init__(self, user: User | None = None, token: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"X-Requested-With": "tongyun"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        if user is not None:
            opened = sessions.open_session(user, "password", "127.0.0.1", "pytest")
            self.client.cookies["tongyun_session"] = opened.token

    def get(self, path: str, **query: Any) -> Any:
        """GET /api/v1/<path>."""
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Any other method with a JSON body."""
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={**self.headers, **headers},
        )

    def post(self, path: str, body: Any = None) -> Any:
        """POST JSON."""
        return self.send("POST", path, body if body is not None else {})

    def patch(self, path: str, body: Any) -> Any:
        """PATCH JSON."""
        return self.send("PATCH", path, body)

    def delete(self, path: str) -> Any:
        """DELETE."""
        return self.send("DELETE", path)


def pytest_configure() -> None:
    """Sign-ins of the suite need no slow hash; tests/kernel/test_passwords.py looks at the real one."""
    SHIPPED_HASHERS.extend(django_settings.PASSWORD_HASHERS)
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *SHIPPED_HASHERS]
    reset_hashers(setting="PASSWORD_HASHERS")


@pytest.fixture(autouse=True)
def _nobody_acts() -> Iterator[None]:
    """Each test starts as the platform itself: the test client shares its thread, and the last caller would stay."""
    policies.forget_policies()
    limits.forget()
    forget_calendars()
    with context.acting_as(context.SYSTEM):
        yield
    policies.forget_policies()
    forget_calendars()


@pytest.fixture
def organisation(db: None) -> Organisation:
    """The root organisation."""
    return Organisation.objects.create(code="root", name="市政务数据中心")


@pytest.fixture
def admin(organisation: Organisation) -> User:
    """The system administrator, who also does the daily business and is on duty: as set-up makes one."""
    roles = ensure_roles()
    return make_user("admin", "管理员", organisation, [roles[key] for key in (SYSTEM, OPERATIONS, DUTY)])


@pytest.fixture
def security_officer(organisation: Organisation) -> User:
    """The security administrator."""
    return make_user("security", "安全管理员", organisation, [ensure_roles()[SECURITY]])


@pytest.fixture
def auditor(organisation: Organisation) -> User:
    """The audit administrator."""
    return make_user("auditor", "审计管理员", organisation, [ensure_roles()[AUDIT]])


@pytest.fixture
def nobody(organisation: Organisation) -> User:
    """A user without any role."""
    return make_user("nobody", "无权用户", organisation, [])


@pytest.fixture
def api(admin: User) -> Api:
    """The API as the administrator calls it."""
    return Api(admin)


@pytest.fixture
def anonymous(db: None) -> Api:
    """The API as a stranger calls it."""
    return Api()


@pytest.fixture
def as_admin(admin: User) -> Iterator[User]:
    """The administrator acts in the test's own code."""
    with context.acting_as(Actor("user", str(admin.id), admin.name, "127.0.0.1", "test")):
        yield admin


def make_user(
    username: str, name: str, organisation: Organisation | None, roles: list[Role], scope: str = "all"
) -> User:
    """A user with the test password, who holds roles within a scope."""
    user = User(username=username, name=name, organisation=organisation)
    user.set_password(PASSWORD)
    user.save()
    for role in roles:
        Grant.objects.create(user=user, role=role, scope=scope)
    return user


@pytest.fixture
def hosts_pack(db: None) -> None:
    """The packs that ship, applied."""
    put_in_use()


@pytest.fixture(scope="session")
def store_process() -> Iterator[StoreProcess]:
    """One real store for the whole run, with its tables."""
    with StoreProcess() as process:
        migrate(connect(process.url))
        yield process


@pytest.fixture
def store(store_process: StoreProcess, settings: Any) -> Iterator[Any]:
    """An empty store that the platform's own code writes to and reads from; gives a client."""
    settings.TONGYUN = replace(settings.TONGYUN, clickhouse_url=store_process.url)
    cached = (storage.client, storage.writer, storage.promql)
    for function in cached:
        function.cache_clear()
    for table in ("series", "samples", "alert_history"):
        storage.client().command(f"TRUNCATE TABLE tongyun.{table}")
    yield storage.client()
    for function in cached:
        function.cache_clear()
