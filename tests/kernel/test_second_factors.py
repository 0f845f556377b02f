"""Second factors: enrolling them, giving them, losing them, and what a thief with the password gets."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from tests.conftest import PASSWORD, Api, make_user
from tests.kernel.authenticator import SoftwareKey
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import (
    AuditRecord,
    Authenticator,
    Organisation,
    Passkey,
    PolicySetting,
    RecoveryCode,
    Session,
    User,
)
from tongyun.kernel.services import policies
from tongyun.kernel.services.permissions.built_in import SECURITY, ensure_roles
from tongyun.kernel.services.signin.factors import totp

pytestmark = pytest.mark.django_db

ORIGIN = "https://ops.example.gov.cn"


@pytest.fixture(autouse=True)
def _https(settings: Any) -> None:
    settings.TONGYUN = replace(settings.TONGYUN, public_url=ORIGIN)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that codes are made for; a test moves it on."""
    now = [time.time()]
    monkeypatch.setattr(totp.time, "time", lambda: now[0])
    return now


def demand(**value: Any) -> None:
    PolicySetting.objects.update_or_create(key="second-factor", defaults={"value": value})
    policies.forget_policies()


def sign_in(username: str = "admin") -> tuple[Api, dict]:
    api = Api()
    answer = api.post("session", {"username": username, "password": PASSWORD})
    assert answer.status_code == 200, answer.content
    return api, answer.json()


def enrol_app(api: Api, clock: list[float]) -> tuple[pyotp.TOTP, list[str]]:
    begun = api.post("account/authenticator").json()
    app = pyotp.TOTP(begun["secret"])
    done = api.send("PUT", "account/authenticator", {"code": app.at(int(clock[0]))})
    assert done.status_code == 200, done.content
    clock[0] += 60
    return app, done.json()["codes"]


def enrol_key(api: Api, name: str = "工牌", **own: Any) -> tuple[SoftwareKey, Any]:
    key = SoftwareKey(ORIGIN, **own)
    options = api.post("account/passkeys/options").json()
    return key, api.post("account/passkeys", {"name": name, "credential": key.register(options)})


def test_after_enrolling_an_app_the_password_alone_opens_nothing(api: Api, clock: list[float]) -> None:
    app, codes = enrol_app(api, clock)
    assert len(set(codes)) == 10
    thief, session = sign_in()
    assert (session["stage"], session["permissions"], session["methods"]) == (
        "second-factor",
        [],
        ["totp", "recovery"],
    )
    for path in ("items", "account", "account/sessions", "notifications", "policies"):
        assert thief.get(path).json()["code"] == "sign_in_incomplete", path
    for path in ("account/authenticator", "account/passkeys/options", "account/recovery-codes", "session/proof"):
        assert thief.post(path).json()["code"] == "sign_in_incomplete", path
    before = thief.client.cookies["tongyun_session"].value
    given = thief.post("session/second-factor", {"method": "totp", "code": app.at(int(clock[0]))})
    assert (given.status_code, given.json()["stage"]) == (200, "ready")
    assert "policy:write" in given.json()["permissions"]
    assert thief.client.cookies["tongyun_session"].value != before
    assert thief.get("items").status_code == 200
    stale = Api()
    stale.client.cookies["tongyun_session"] = before
    assert stale.get("session").status_code == 401


def test_a_code_works_once(api: Api, clock: list[float]) -> None:
    app, _ = enrol_app(api, clock)
    code = app.at(int(clock[0]))
    for expected in (200, 401):
        other, _ = sign_in()
        assert other.post("session/second-factor", {"method": "totp", "code": code}).status_code == expected


@pytest.mark.parametrize(("seconds", "status"), [(-90, 401), (-30, 200), (30, 200), (90, 401)])
def test_clocks_may_be_off_by_one_step(api: Api, clock: list[float], seconds: int, status: int) -> None:
    app, _ = enrol_app(api, clock)
    clock[0] += 300
    other, _ = sign_in()
    code = app.at(int(clock[0]) + seconds)
    assert other.post("session/second-factor", {"method": "totp", "code": code}).status_code == status


def test_wrong_codes_lock_the_account_and_end_the_sign_in(api: Api, clock: list[float]) -> None:
    enrol_app(api, clock)
    other, _ = sign_in()
    for code in ("000000", "abcdef", "", "１２３４５６", "12345"):
        assert other.post("session/second-factor", {"method": "totp", "code": code}).json()["code"] == "wrong_proof"
    assert other.get("session").status_code == 401
    assert Api().post("session", {"username": "admin", "password": PASSWORD}).status_code == 401
    assert AuditRecord.objects.filter(action="user.locked").count() == 1


def test_the_secret_is_sealed_and_shown_only_until_it_is_confirmed(api: Api, clock: list[float]) -> None:
    begun = api.post("account/authenticator").json()
    assert begun["address"].startswith("otpauth://totp/")
    assert begun["picture"].startswith("<svg")
    stored = Authenticator.objects.get()
    assert begun["secret"] not in stored.secret
    assert api.get("account").json()["methods"] == []
    wrong = api.send("PUT", "account/authenticator", {"code": "000000"})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "/code")
    app = pyotp.TOTP(begun["secret"])
    assert api.send("PUT", "account/authenticator", {"code": app.at(int(clock[0]))}).status_code == 200
    assert api.post("account/authenticator").status_code == 409
    assert begun["secret"] not in str(list(AuditRecord.objects.values_list("delta", flat=True)))


def test_a_recovery_code_opens_once_and_new_ones_replace_the_old(api: Api, clock: list[float]) -> None:
    _, codes = enrol_app(api, clock)
    other, _ = sign_in()
    typed = codes[0].lower().replace("-", " ")
    assert other.post("session/second-factor", {"method": "recovery", "code": typed}).status_code == 200
    assert other.get("account").json()["recovery_codes_left"] == 9
    again, _ = sign_in()
    assert again.post("session/second-factor", {"method": "recovery", "code": codes[0]}).status_code == 401
    fresh = other.post("account/recovery-codes").json()["codes"]
    assert not set(fresh) & set(codes)
    assert again.post("session/second-factor", {"method": "recovery", "code": codes[1]}).status_code == 401
    assert not RecoveryCode.objects.filter(digest__in=codes).exists()


def test_a_passkey_opens_the_second_door(api: Api) -> None:
    key, made = enrol_key(api)
    assert made.status_code == 200, made.content
    assert [row["name"] for row in api.get("account").json()["passkeys"]] == ["工牌"]
    other, session = sign_in()
    assert session["methods"] == ["webauthn", "recovery"]
    options = other.post("session/passkey-options").json()
    assert options["rpId"] == "ops.example.gov.cn"
    signed = key.sign(options)
    given = other.post("session/second-factor", {"method": "webauthn", "credential": signed})
    assert (given.status_code, given.json()["stage"]) == (200, "ready")
    assert Passkey.objects.get().sign_count == 1


def test_what_a_passkey_signed_before_is_worth_nothing(api: Api) -> None:
    key, _ = enrol_key(api)
    other, _ = sign_in()
    signed = key.sign(other.post("session/passkey-options").json())
    assert other.post("session/second-factor", {"method": "webauthn", "credential": signed}).status_code == 200
    replayed, _ = sign_in()
    replayed.post("session/passkey-options")
    again = replayed.post("session/second-factor", {"method": "webauthn", "credential": signed})
    assert again.status_code == 401
    without_asking, _ = sign_in()
    fresh = key.sign({"rpId": "ops.example.gov.cn", "challenge": "AAAA"})
    answer = without_asking.post("session/second-factor", {"method": "webauthn", "credential": fresh})
    assert answer.status_code == 401


def test_a_passkey_of_another_site_or_another_user_does_not_open(api: Api, nobody: User) -> None:
    key, _ = enrol_key(api)
    other, _ = sign_in()
    phished = SoftwareKey("https://ops.example.gov.cn.evil.com", key.identity, key=key.key)
    signed = phished.sign(other.post("session/passkey-options").json())
    assert other.post("session/second-factor", {"method": "webauthn", "credential": signed}).status_code == 401
    stranger = Api(nobody)
    theirs, _ = enrol_key(stranger, identity=b"another-key-2")
    signed = theirs.sign(other.post("session/passkey-options").json())
    assert other.post("session/second-factor", {"method": "webauthn", "credential": signed}).status_code == 401
    _, copied = enrol_key(stranger, identity=key.identity)
    assert copied.status_code in (401, 409)
    assert Passkey.objects.count() == 2


@pytest.mark.parametrize(
    "credential", [None, {}, {"id": "x"}, {"id": 5, "response": []}, {"id": "c29mdHdhcmUta2V5LTAwMDE", "response": {}}]
)
def test_a_malformed_credential_is_refused_not_crashed(api: Api, credential: Any) -> None:
    enrol_key(api)
    other, _ = sign_in()
    other.post("session/passkey-options")
    answer = other.post("session/second-factor", {"method": "webauthn", "credential": credential})
    assert answer.status_code == 401, answer.content
    options = api.post("account/passkeys/options")
    assert options.status_code == 200
    made = api.post("account/passkeys", {"name": "x", "credential": credential or {}})
    assert made.status_code == 422


def test_without_https_passkeys_say_why_they_cannot_be_used(api: Api, settings: Any) -> None:
    settings.TONGYUN = replace(settings.TONGYUN, public_url="http://10.1.2.3:8000")
    assert api.get("account").json()["passkeys_available"] is False
    assert api.post("account/passkeys/options").json()["code"] == "passkeys_unavailable"


def test_who_must_have_two_factors_enrols_one_before_anything_else(admin: User, clock: list[float]) -> None:
    demand(roles=["system-administrator"])
    api, session = sign_in()
    assert (session["stage"], session["permissions"]) == ("enrol", [])
    assert api.get("items").json()["code"] == "sign_in_incomplete"
    _, codes = enrol_app(api, clock)
    assert len(codes) == 10
    assert api.get("session").json()["stage"] == "ready"
    assert api.get("items").status_code == 200
    assert api.delete("account/authenticator").json()["code"] == "last_factor"
    demand(everyone=False)
    assert api.delete("account/authenticator").status_code == 204


def test_the_demand_reaches_only_those_with_the_role(admin: User, nobody: User) -> None:
    demand(roles=["system-administrator"])
    assert sign_in("nobody")[1]["stage"] == "ready"
    demand(everyone=True)
    assert sign_in("nobody")[1]["stage"] == "enrol"


def test_removing_one_of_two_factors_is_fine_even_when_one_is_needed(api: Api, clock: list[float]) -> None:
    demand(everyone=True)
    enrol_app(api, clock)
    enrol_key(api)
    assert api.delete("account/authenticator").status_code == 204
    [passkey] = api.get("account").json()["passkeys"]
    assert api.delete(f"account/passkeys/{passkey['id']}").json()["code"] == "last_factor"


def test_a_dangerous_action_asks_for_proof_again(api: Api) -> None:
    Session.objects.update(proved_at=utc_now() - timedelta(minutes=6))
    refused = api.post("account/recovery-codes")
    assert (refused.status_code, refused.json()["code"]) == (401, "reauthenticate")
    assert api.get("items").status_code == 200
    assert api.post("session/proof", {}).status_code == 422
    assert api.post("session/proof", {"password": "wrong"}).json()["code"] == "wrong_proof"
    assert api.post("account/recovery-codes").status_code == 401
    assert api.post("session/proof", {"password": PASSWORD}).status_code == 204
    assert api.post("account/recovery-codes").status_code == 200


def test_a_passkey_is_proof_too(api: Api) -> None:
    key, _ = enrol_key(api)
    Session.objects.update(proved_at=None)
    assert api.post("account/recovery-codes").status_code == 401
    signed = key.sign(api.post("session/passkey-options").json())
    assert api.post("session/proof", {"method": "webauthn", "credential": signed}).status_code == 204
    assert api.post("account/recovery-codes").status_code == 200


def test_one_cannot_touch_the_factors_of_another(api: Api, nobody: User) -> None:
    enrol_key(api)
    passkey = Passkey.objects.get()
    assert Api(nobody).delete(f"account/passkeys/{passkey.id}").status_code == 404
    assert Api(nobody).delete(f"users/{passkey.user_id}/factors").status_code == 403
    assert Passkey.objects.count() == 1


def test_the_security_administrator_takes_lost_factors_away(
    api: Api, security_officer: User, organisation, clock: list[float]
) -> None:
    wang = make_user("wang", "王芳", organisation, [])
    enrol_app(Api(wang), clock)
    assert sign_in("wang")[1]["stage"] == "second-factor"
    assert api.delete(f"users/{wang.id}/factors").status_code == 403
    assert Api(security_officer).delete(f"users/{wang.id}/factors").status_code == 204
    assert sign_in("wang")[1]["stage"] == "ready"
    assert AuditRecord.objects.get(action="factor.reset").actor_name == "安全管理员"


def test_an_administrators_factors_are_taken_away_only_by_its_like(
    security_officer: User, auditor: User, organisation: Organisation, clock: list[float]
) -> None:
    like = make_user("security2", "安全管理员二", organisation, [ensure_roles()[SECURITY]])
    for person in (auditor, like):
        enrol_app(Api(person), clock)
    guard = Api(security_officer)
    refused = guard.delete(f"users/{auditor.id}/factors")
    assert (refused.status_code, refused.json()["code"]) == (403, "separated")
    assert sign_in("auditor")[1]["stage"] == "second-factor"
    assert guard.delete(f"users/{like.id}/factors").status_code == 204
