"""Sign-in, the set-up link, tokens and permissions, as the API shows them."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from tests.conftest import PASSWORD, Api, make_user
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.contracts.signin import LoginPolicy
from tongyun.kernel.models import ApiToken, AuditRecord, Session, SetupLink, User
from tongyun.kernel.services import access, setup
from tongyun.kernel.services.permissions import permissions
from tongyun.kernel.services.permissions.built_in import ensure_roles

pytestmark = pytest.mark.django_db

FIRST = {"username": "zhang", "name": "张伟", "password": "Sichuan-2026!", "organisation": "成都市大数据中心"}


def test_the_set_up_link_works_once(anonymous: Api) -> None:
    assert anonymous.get("setup").json() == {"required": True}
    token = setup.new_setup_token()
    made = anonymous.post("setup", {**FIRST, "second_factor": False, "token": token})
    assert made.status_code == 200, made.content
    assert "ticket:handle" in made.json()["permissions"]
    assert anonymous.get("session").json()["user"]["name"] == "张伟"
    assert anonymous.get("setup").json() == {"required": False}
    again = Api().post("setup", {**FIRST, "username": "li", "token": token})
    assert again.status_code == 401
    assert User.objects.count() == 1


def test_the_first_administrator_enrols_a_second_factor_before_anything_else(anonymous: Api) -> None:
    made = anonymous.post("setup", {**FIRST, "token": setup.new_setup_token()})
    assert made.json()["stage"] == "enrol"
    assert anonymous.get("users").json()["code"] == "sign_in_incomplete"
    app = pyotp.TOTP(anonymous.post("account/authenticator").json()["secret"])
    confirmed = anonymous.send("PUT", "account/authenticator", {"code": app.now()})
    assert confirmed.status_code == 200, confirmed.content
    assert len(confirmed.json()["codes"]) > 0
    assert anonymous.get("users").status_code == 200
    for link in made.json()["links"]:
        token = link["href"].split("token=")[1].split("&")[0]
        body = {"token": token, "username": link["seat"], "name": link["seat"], "password": "Another-Horse-8"}
        assert Api().post("setup/seat", body).status_code == 200
        other = Api()
        signed = other.post("session", {"username": link["seat"], "password": "Another-Horse-8"})
        assert signed.json()["stage"] == "enrol"


def test_whoever_sets_up_may_do_without_and_is_told_by_the_self_assessment(anonymous: Api) -> None:
    made = anonymous.post("setup", {**FIRST, "second_factor": False, "token": setup.new_setup_token()})
    assert made.json()["stage"] == "ready"
    (control,) = [each for each in anonymous.get("mlps").json() if each["number"] == "8.1.4.1 d"]
    assert control["verdict"] == "partly"


def test_a_newer_link_makes_the_older_one_useless(anonymous: Api) -> None:
    older = setup.new_setup_token()
    setup.new_setup_token()
    assert anonymous.post("setup", {**FIRST, "token": older}).status_code == 401
    assert SetupLink.objects.count() == 1


@pytest.mark.parametrize("password", ["short1!A", "alllowercaseletters", "Zhang-is-my-name1", "A1!" * 100])
def test_weak_passwords_are_refused_and_the_link_stays_good(anonymous: Api, password: str) -> None:
    token = setup.new_setup_token()
    answer = anonymous.post("setup", {**FIRST, "token": token, "password": password})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "/password"
    assert anonymous.post("setup", {**FIRST, "token": token}).status_code == 200


def test_five_wrong_passwords_lock_the_account(admin: User, anonymous: Api) -> None:
    for _ in range(LoginPolicy().max_failures):
        assert anonymous.post("session", {"username": "admin", "password": "wrong"}).status_code == 401
    right = anonymous.post("session", {"username": "admin", "password": PASSWORD})
    assert right.status_code == 401
    assert AuditRecord.objects.filter(action="user.locked").count() == 1


def test_trying_while_locked_does_not_prolong_the_lock(admin: User, anonymous: Api) -> None:
    User.objects.update(locked_until=utc_now() + timedelta(seconds=60))
    until = User.objects.get().locked_until
    for _ in range(LoginPolicy().max_failures + 1):
        assert anonymous.post("session", {"username": "admin", "password": PASSWORD}).status_code == 401
    assert User.objects.get().locked_until == until
    User.objects.update(locked_until=utc_now())
    assert anonymous.post("session", {"username": "admin", "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize(("public", "secure"), [("https://ops.example.gov.cn", True), ("http://ops:8000", "")])
def test_behind_https_the_cookie_never_travels_in_the_clear(
    admin: User, anonymous: Api, settings, public: str, secure: object
) -> None:
    settings.TONGYUN = replace(settings.TONGYUN, public_url=public)
    answer = anonymous.post("session", {"username": "admin", "password": PASSWORD})
    cookie = answer.cookies["tongyun_session"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (secure, True, "Lax")


def test_the_answer_does_not_tell_whether_a_user_exists(admin: User, anonymous: Api) -> None:
    wrong = anonymous.post("session", {"username": "admin", "password": "x"}).json()
    missing = anonymous.post("session", {"username": "ghost", "password": "x"}).json()
    assert {**wrong, "request_id": ""} == {**missing, "request_id": ""}


def test_signing_out_ends_the_session(api: Api) -> None:
    assert api.get("session").status_code == 200
    assert api.delete("session").status_code == 204
    assert Session.objects.count() == 0
    closed = AuditRecord.objects.get(action="session.closed")
    assert (closed.actor_name, closed.ip) == ("管理员", "127.0.0.1")


def test_a_cookie_without_the_header_is_a_cross_site_request(api: Api) -> None:
    api.headers = {}
    answer = api.post("notifications/read", {"ids": None})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


def test_an_agent_token_opens_no_other_door(db: None) -> None:
    agent = Api(token=access.issue_token(ApiToken.Kind.AGENT, "a"))
    assert agent.get("items").status_code == 401
    assert agent.get("session").status_code == 401


def test_a_user_token_acts_for_the_user_and_can_be_revoked(admin: User) -> None:
    token = access.issue_token(ApiToken.Kind.USER, "脚本", admin.id)
    program = Api(token=token)
    assert program.get("session").json()["user"]["username"] == "admin"
    ApiToken.objects.update(revoked_at=admin.created_at)
    assert program.get("session").json()["code"] == "bad_token"


def test_without_a_role_nothing_is_seen(nobody: User) -> None:
    answer = Api(nobody).get("items")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert "查看" in answer.json()["detail"]


def test_a_person_on_duty_can_see_a_fault_through(organisation) -> None:
    duty = ensure_roles()["duty"]
    api = Api(make_user("wang", "王芳", organisation, [duty]))
    for path in ("alerts", "incidents", "tickets", "inbox", "items", "runs", "assessments/at-risk", "menu"):
        assert api.get(path).status_code == 200, path
    assert api.get("audit").status_code == 403
    assert [person["name"] for person in api.get("duty").json()] == ["王芳"]
    assert set(duty.permissions) <= {permission.key for permission in permissions}
