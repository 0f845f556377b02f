"""Nobody takes over an account that belongs to its person, an administrator's least of all (8.1.4.2 d)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import PASSWORD, Api, make_user
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import (
    AuditRecord,
    ExternalIdentity,
    IdentityProvider,
    Invitation,
    Organisation,
    Session,
    User,
)
from tongyun.kernel.services.permissions.built_in import AUDIT, DUTY, SECURITY, ensure_roles

pytestmark = pytest.mark.django_db

NEW = "Chengdu-2026!"


def token_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return str(answer.json()["path"].partition("#")[2])


def use(link: str) -> int:
    return int(Api().post("invitation", {"token": link, "password": NEW}).status_code)


def signs_in(username: str, password: str) -> bool:
    return bool(Api().post("session", {"username": username, "password": password}).status_code == 200)


def titles(user: User) -> list[str]:
    return [note["title"] for note in Api(user).get("notifications").json()["items"]]


@pytest.fixture
def guard(security_officer: User) -> Api:
    return Api(security_officer)


@pytest.fixture
def wang(organisation: Organisation) -> User:
    return make_user("wang.fang", "王芳", organisation, [])


@pytest.fixture
def unopened(api: Api, organisation: Organisation) -> User:
    body = {"username": "li.min", "name": "李敏", "organisation_id": str(organisation.id)}
    return User.objects.get(id=api.post("users", body).json()["id"])


def linked(user: User) -> None:
    provider = IdentityProvider.objects.create(key="city", title="统一认证", kind="oidc")
    ExternalIdentity.objects.create(provider=provider, user=user, subject="42")


def give(guard: Api, user: User, seat: str) -> Any:
    body = {"role": str(ensure_roles()[seat].id), "holder_kind": "user", "holder": str(user.id), "scope": "all"}
    return guard.post("grants", body)


def test_whoever_manages_accounts_gets_no_link_to_one_in_use(api: Api, wang: User) -> None:
    Api(wang)
    assert api.get(f"users/{wang.id}").json()["opened"] is True
    answer = api.post(f"users/{wang.id}/invitation")
    assert (answer.status_code, answer.json()["code"]) == (409, "account_opened")
    User.objects.filter(id=wang.id).update(password="!")
    assert api.post(f"users/{wang.id}/invitation").status_code == 409, "signed in before"


def test_an_account_of_another_identity_system_is_no_way_in(api: Api, unopened: User) -> None:
    assert api.get(f"users/{unopened.id}").json()["opened"] is False
    waiting = token_of(api.post(f"users/{unopened.id}/invitation"))
    linked(unopened)
    assert api.post(f"users/{unopened.id}/invitation").status_code == 409
    assert use(waiting) == 401, "the account belongs to its person meanwhile"


def test_a_lost_password_is_the_security_administrators_duty_and_everybody_sees_it(
    guard: Api, wang: User, auditor: User, security_officer: User
) -> None:
    her = Api(wang)
    assert guard.post(f"users/{wang.id}/password-reset", {"reason": " "}).status_code == 422
    link = token_of(guard.post(f"users/{wang.id}/password-reset", {"reason": "电话核实本人"}))
    assert signs_in("wang.fang", PASSWORD), "until the link is used nothing changes"
    assert any("重置密码链接" in title for title in titles(wang))
    assert any("wang.fang" in title for title in titles(auditor))
    record = AuditRecord.objects.get(action="password.reset_link")
    assert (record.actor_id, record.target_id, "电话核实本人" in record.delta) == (
        str(security_officer.id),
        str(wang.id),
        True,
    )
    assert use(link) == 204
    assert her.get("session").status_code == 401
    assert not signs_in("wang.fang", PASSWORD)
    assert signs_in("wang.fang", NEW)
    assert use(link) == 401
    told = Api()
    told.post("session", {"username": "wang.fang", "password": NEW})
    assert any("已通过重置链接更换" in note["title"] for note in told.get("notifications").json()["items"])


def test_a_reset_ends_and_needs_a_proof_of_presence(guard: Api, wang: User, security_officer: User) -> None:
    link = token_of(guard.post(f"users/{wang.id}/password-reset", {"reason": "x"}))
    Invitation.objects.update(expires_at=utc_now() - timedelta(seconds=1))
    assert use(link) == 401
    Session.objects.filter(user=security_officer).update(proved_at=utc_now() - timedelta(hours=2))
    answer = guard.post(f"users/{wang.id}/password-reset", {"reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (401, "reauthenticate")


def test_nobody_else_resets(api: Api, auditor: User, wang: User, nobody: User) -> None:
    for other in (api, Api(auditor), Api(wang), Api(nobody)):
        assert other.post(f"users/{wang.id}/password-reset", {"reason": "x"}).status_code == 403


def test_no_administrator_is_reset_by_another_not_even_of_the_same_kind(
    guard: Api, api: Api, admin: User, auditor: User, security_officer: User, organisation: Organisation
) -> None:
    second = make_user("security2", "安全管理员二", organisation, [ensure_roles()[SECURITY]])
    for person in (admin, auditor, second, security_officer):
        assert guard.post(f"users/{person.id}/password-reset", {"reason": "x"}).status_code == 403, person.username
        assert api.post(f"users/{person.id}/invitation").status_code in (403, 409), person.username
    assert not Invitation.objects.exists()
    assert guard.get(f"users/{auditor.id}/security").json()["administrator"] is True


def test_a_seat_goes_only_to_who_opened_the_account_and_no_link_survives_it(
    guard: Api, api: Api, auditor: User, unopened: User, wang: User
) -> None:
    waiting = token_of(api.post(f"users/{unopened.id}/invitation"))
    answer = give(guard, unopened, SECURITY)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_opened")
    assert use(waiting) == 204
    assert give(guard, unopened, SECURITY).status_code == 201
    link = token_of(guard.post(f"users/{wang.id}/password-reset", {"reason": "x"}))
    assert give(Api(auditor), wang, AUDIT).status_code == 201
    assert use(link) == 401


def test_roles_of_daily_business_may_wait_for_their_person(guard: Api, api: Api, unopened: User) -> None:
    assert give(guard, unopened, DUTY).status_code == 201
    assert use(token_of(api.post(f"users/{unopened.id}/invitation"))) == 204
