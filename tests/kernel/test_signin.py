"""Signing in as an attacker, a forgetful user and an administrator see it."""

import json
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, reset_hashers

from tests.conftest import PASSWORD, SHIPPED_HASHERS, Api, make_user
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import AuditRecord, EarlierPassword, PolicySetting, Session, SignInFailure, User
from tongyun.kernel.services import policies
from tongyun.kernel.services.access import issue_token
from tongyun.kernel.services.signin.hashers import SM3PasswordHasher
from tongyun.kernel.services.signin.weak import is_weak
from tongyun.project.cli.accounts import account
from tongyun.project.cli.policies import policy as policy_command

pytestmark = pytest.mark.django_db

#: PBKDF2-HMAC-SM3 of "Correct-Horse-9" with salt "NaCl", two rounds, by OpenSSL through hashlib.
SM3_OF_OPENSSL = "TLeMF34dIWElEJxv6MLwuh7YwCjDYs6DFPiBqz6t648="


def set_policy(key: str, **value: Any) -> None:
    PolicySetting.objects.update_or_create(key=key, defaults={"value": value})
    policies.forget_policies()


def sign_in(username: str = "admin", password: str = PASSWORD, **headers: str) -> tuple[Api, Any]:
    api = Api()
    return api, api.send("POST", "session", {"username": username, "password": password}, **headers)


def change(api: Api, old: str, new: str) -> Any:
    return api.send("PUT", "account/password", {"old": old, "new": new})


# Passwords


@pytest.mark.parametrize(
    "password",
    ["P@ssw0rd123!", "Password2026!", "Admin@123456", "Qwerty!2345", "1qaz@WSX3edc", "Aa1!Aa1!Aa1!", "Tongyun@2026"],
)
def test_what_everybody_tries_first_is_weak(password: str) -> None:
    assert is_weak(password)


@pytest.mark.parametrize("password", ["Correct-Horse-9", "Sichuan-2026!", "xK7#mQ2$vL9p", "锦江春色来天地-8A"])
def test_what_nobody_guesses_is_not(password: str) -> None:
    assert not is_weak(password)


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("Short-1a", "至少 10 位"),
        ("alllowercaseletters", "至少 3 种"),
        ("The-admin-is-1", "用户名"),
        ("The-nimda-is-1", "用户名"),
        ("P@ssw0rd123!", "常见"),
        ("My-JinJiang-77", "不允许使用的词"),
        ("A1-" * 70, "不能超过 200 位"),
        (PASSWORD, "最近 5 次"),
    ],
)
def test_a_password_that_breaks_a_rule_is_refused_with_the_rule(api: Api, new: str, reason: str) -> None:
    set_policy("password", forbidden_words=["jinjiang"])
    answer = change(api, PASSWORD, new)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["path"] == "/new"
    assert reason in answer.json()["errors"][0]["message"]
    assert sign_in()[1].status_code == 200


def test_changing_it_needs_the_old_one_and_ends_all_other_sessions(api: Api) -> None:
    other, _ = sign_in()
    assert change(api, "not-it", "Bashu-Night-77").json()["code"] == "wrong_proof"
    assert change(api, PASSWORD, "Bashu-Night-77").status_code == 200
    assert api.get("session").status_code == 200
    assert other.get("session").status_code == 401
    assert sign_in()[1].status_code == 401
    assert sign_in(password="Bashu-Night-77")[1].status_code == 200
    record = AuditRecord.objects.get(action="password.changed")
    assert "Bashu" not in str(record.delta)


def test_the_last_passwords_stay_forbidden_and_older_ones_come_free(api: Api) -> None:
    set_policy("password", history=2)
    words = [PASSWORD, "Bashu-Night-77", "Jinsha-River-88", "Emei-Cloud-99"]
    for old, new in pairwise(words):
        assert change(api, old, new).status_code == 200
    assert change(api, words[3], words[2]).json()["code"] == "password_reused"
    assert EarlierPassword.objects.count() == 2
    assert change(api, words[3], words[0]).status_code == 200


def test_wrong_old_passwords_lock_the_account_and_end_the_session(api: Api) -> None:
    for _ in range(5):
        assert change(api, "wrong", "Bashu-Night-77").status_code == 401
    assert api.get("session").status_code == 401
    assert sign_in()[1].status_code == 401


@pytest.mark.parametrize("due", ["expired", "demanded"])
def test_a_due_password_is_changed_before_anything_else(admin: User, due: str) -> None:
    if due == "expired":
        User.objects.update(password_changed_at=utc_now() - timedelta(days=91))
    else:
        User.objects.update(must_change_password=True)
    api, answer = sign_in()
    assert (answer.json()["stage"], answer.json()["permissions"]) == ("password", [])
    assert api.get("items").json()["code"] == "sign_in_incomplete"
    assert change(api, PASSWORD, PASSWORD).status_code == 422
    assert change(api, PASSWORD, "Bashu-Night-77").json()["stage"] == "ready"
    assert api.get("items").status_code == 200
    assert sign_in(password="Bashu-Night-77")[1].json()["stage"] == "ready"


def test_without_an_age_passwords_do_not_expire(admin: User) -> None:
    set_policy("password", max_age_days=0)
    User.objects.update(password_changed_at=utc_now() - timedelta(days=5000))
    assert sign_in()[1].json()["stage"] == "ready"


def test_the_national_switch_converts_a_hash_at_the_next_sign_in_and_back(admin: User, settings) -> None:
    settings.PASSWORD_HASHERS = SHIPPED_HASHERS
    reset_hashers(setting="PASSWORD_HASHERS")
    admin.set_password(PASSWORD)
    admin.save()

    def algorithm() -> str:
        return identify_hasher(User.objects.get().password).algorithm

    assert algorithm() == "scrypt"
    set_policy("cryptography", national=True)
    assert sign_in(password="wrong")[1].status_code == 401
    assert algorithm() == "scrypt"
    assert sign_in()[1].status_code == 200
    assert algorithm() == "pbkdf2_sm3"
    assert User.objects.get().password.split("$")[1] == "600000"
    assert sign_in()[1].status_code == 200
    set_policy("cryptography", national=False)
    assert sign_in()[1].status_code == 200
    assert algorithm() == "scrypt"


def test_pbkdf2_with_sm3_gives_what_others_compute() -> None:
    encoded = SM3PasswordHasher().encode("Correct-Horse-9", "NaCl", iterations=2)
    assert encoded == "pbkdf2_sm3$2$NaCl$" + SM3_OF_OPENSSL
    assert check_password("Correct-Horse-9", SM3PasswordHasher().encode("Correct-Horse-9", "NaCl", iterations=2))


# Guessing


def test_every_failure_is_audited_without_what_was_typed(admin: User) -> None:
    sign_in(password="wrong")
    sign_in(username="Correct-Horse-9", password="x")
    refused = AuditRecord.objects.filter(action="session.refused").order_by("seq")
    assert [record.target_label for record in refused] == ["admin", "未知用户"]
    assert [json.loads(record.delta)["reason"]["new"] for record in refused] == ["密码不正确", "用户不存在或已停用"]
    assert "Correct-Horse-9" not in str(list(refused.values()))


def test_an_address_that_fails_too_often_has_to_wait_whatever_the_name(admin: User) -> None:
    set_policy("login", max_failures_per_address=5)
    for number in range(5):
        assert sign_in(username=f"user{number}", password="x")[1].status_code == 401
    assert sign_in()[1].status_code == 429
    SignInFailure.objects.update(at=utc_now() - timedelta(minutes=6))
    assert sign_in()[1].status_code == 200


def test_one_answer_to_locked_expired_inactive_and_unknown(admin: User, organisation) -> None:
    locked = make_user("locked", "甲", organisation, [])
    User.objects.filter(id=locked.id).update(locked_until=utc_now() + timedelta(minutes=1))
    gone = make_user("gone", "乙", organisation, [])
    User.objects.filter(id=gone.id).update(valid_to=utc_now().date() - timedelta(days=1))
    off = make_user("off", "丙", organisation, [])
    User.objects.filter(id=off.id).update(active=False)
    answers = [sign_in(name)[1] for name in ("locked", "gone", "off", "ghost")]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.json()["detail"] for answer in answers}) == 1


def test_the_security_administrator_unlocks(security_officer: User, nobody: User) -> None:
    User.objects.filter(id=nobody.id).update(locked_until=utc_now() + timedelta(minutes=5))
    assert sign_in("nobody")[1].status_code == 401
    assert Api(security_officer).post(f"users/{nobody.id}/unlock").status_code == 204
    assert sign_in("nobody")[1].status_code == 200


# Sessions


def test_a_session_ends_when_nobody_touches_it_although_its_page_refreshes(api: Api) -> None:
    set_policy("session", idle_minutes=10)
    Session.objects.update(seen_at=utc_now() - timedelta(minutes=9))
    api.headers["X-Idle-Seconds"] = "540"
    assert api.get("session").status_code == 200
    Session.objects.update(seen_at=utc_now() - timedelta(minutes=11))
    api.headers["X-Idle-Seconds"] = "660"
    assert api.get("session").status_code == 401
    assert not Session.objects.exists()
    assert AuditRecord.objects.filter(action="session.expired").count() == 1


def test_a_page_that_listens_keeps_no_session_alive(api: Api) -> None:
    seen = utc_now() - timedelta(minutes=9)
    Session.objects.update(seen_at=seen)
    api.headers["Accept"] = "text/event-stream"
    assert api.get("live").status_code == 200
    assert Session.objects.get().seen_at == seen


def test_a_session_that_is_used_goes_on_until_its_absolute_end(api: Api) -> None:
    Session.objects.update(seen_at=utc_now() - timedelta(minutes=20))
    assert api.get("session").status_code == 200
    assert utc_now() - Session.objects.get().seen_at < timedelta(minutes=1)
    Session.objects.update(expires_at=utc_now())
    assert api.get("session").status_code == 401


def test_beyond_the_number_the_session_unused_for_longest_ends(admin: User) -> None:
    set_policy("session", max_per_user=2)
    first, second = sign_in()[0], sign_in()[0]
    Session.objects.filter(id=Session.objects.order_by("created_at").first().id).update(
        seen_at=utc_now() - timedelta(minutes=5)
    )
    third = sign_in()[0]
    assert [api.get("session").status_code for api in (first, second, third)] == [401, 200, 200]
    assert AuditRecord.objects.filter(action="session.displaced").count() == 1


def test_one_sees_where_one_is_signed_in_and_ends_it(api: Api, nobody: User) -> None:
    other, _ = sign_in()
    listed = api.get("account/sessions").json()
    assert [row["current"] for row in listed].count(True) == 1
    [elsewhere] = [row for row in listed if not row["current"]]
    assert Api(nobody).delete(f"account/sessions/{elsewhere['id']}").status_code == 404
    assert other.get("session").status_code == 200
    assert api.delete(f"account/sessions/{elsewhere['id']}").status_code == 204
    assert other.get("session").status_code == 401
    sign_in()
    assert api.delete("account/sessions").json() == {"ended": 1}
    assert [row["current"] for row in api.get("account/sessions").json()] == [True]


def test_an_account_that_is_switched_off_loses_its_session_at_once(api: Api) -> None:
    User.objects.update(active=False)
    assert api.get("session").status_code == 401


def test_a_token_cannot_do_what_needs_a_person(admin: User) -> None:
    program = Api(token=issue_token("user", "脚本", admin.id))
    assert program.get("session").json()["stage"] == "ready"
    assert program.get("account").json()["code"] == "session_only"
    assert program.post("account/recovery-codes").json()["code"] == "reauthenticate"


def test_the_cookie_is_for_no_script_and_no_other_site(admin: User) -> None:
    _, answer = sign_in()
    cookie = answer.cookies["tongyun_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert answer["Cache-Control"] == "no-store"


# Networks


@pytest.mark.parametrize(
    ("allowed", "status"),
    [
        (["127.0.0.0/8"], 200),
        (["127.0.0.1"], 200),
        (["::ffff:127.0.0.1/128"], 403),
        (["10.0.0.0/8", "fd00::/8"], 403),
        ([], 200),
    ],
)
def test_only_the_allowed_networks_get_in(admin: User, allowed: list[str], status: int) -> None:
    set_policy("network", allowed=allowed)
    assert sign_in()[1].status_code == status


def test_a_stolen_cookie_or_token_is_worth_nothing_from_elsewhere(api: Api, admin: User) -> None:
    token = Api(token=issue_token("user", "脚本", admin.id))
    assert (api.get("session").status_code, token.get("session").status_code) == (200, 200)
    set_policy("network", allowed=["10.0.0.0/8"])
    assert (api.get("session").json()["code"], token.get("session").json()["code"]) == (
        "network_refused",
        "network_refused",
    )


def test_a_role_may_be_bound_to_networks_ipv6_too(admin: User, nobody: User) -> None:
    set_policy("network", role_rules=["system-administrator=fd00:1::/32", "system-administrator=192.0.2.7"])
    assert sign_in("nobody")[1].status_code == 200
    refused = sign_in()[1]
    assert (refused.status_code, refused.json()["code"]) == (401, "wrong_credentials")
    client = Api()
    for ip, status in (("fd00:1::5", 200), ("192.0.2.7", 200), ("::ffff:192.0.2.7", 200), ("192.0.2.8", 401)):
        client.client.defaults["REMOTE_ADDR"] = ip
        answer = client.post("session", {"username": "admin", "password": PASSWORD})
        assert answer.status_code == status, ip


def test_an_administrator_cannot_lock_the_door_from_outside(security_officer: User) -> None:
    api = Api(security_officer)
    refused = api.send("PUT", "policies/network", {"allowed": ["10.0.0.0/8"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "locks_you_out")
    by_role = api.send("PUT", "policies/network", {"role_rules": ["security-administrator=10.0.0.0/8"]})
    assert by_role.json()["code"] == "locks_you_out"
    assert api.send("PUT", "policies/network", {"allowed": ["127.0.0.0/8"]}).status_code == 200


@pytest.mark.parametrize("network", ["10.0.0.300", "office", "10.0.0.0/40", "fe80::1%eth0", "2001:db8::/200"])
def test_what_is_no_network_is_refused(security_officer: User, network: str) -> None:
    answer = Api(security_officer).send("PUT", "policies/network", {"allowed": ["127.0.0.1", network]})
    assert answer.json()["errors"][0]["path"] == "/allowed/1"


# Proxies


def proxied(settings: Any, *proxies: str) -> None:
    settings.TONGYUN = replace(settings.TONGYUN, trusted_proxies=tuple(ip_network(proxy) for proxy in proxies))


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.9.9.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::1"),
        ("10.9.9.8, 10.9.9.9", "10.9.9.8"),
    ],
)
def test_behind_a_trusted_proxy_the_caller_is_who_called_it(admin: User, settings, forwarded: str, seen: str) -> None:
    proxied(settings, "127.0.0.1", "10.9.0.0/16")
    assert sign_in(**{"X-Forwarded-For": forwarded})[1].status_code == 200
    assert Session.objects.get().ip == seen


def test_without_trusted_proxies_a_forwarded_address_is_not_believed(admin: User) -> None:
    assert sign_in(**{"X-Forwarded-For": "203.0.113.9"})[1].status_code == 200
    assert Session.objects.get().ip == "127.0.0.1"


def test_a_forged_forwarded_address_is_refused(admin: User, settings) -> None:
    proxied(settings, "10.9.0.0/16")
    _, answer = sign_in(**{"X-Forwarded-For": "203.0.113.9"})
    assert (answer.status_code, answer.json()["code"]) == (422, "forged_forwarding")
    assert sign_in()[1].status_code == 200


@pytest.mark.parametrize("forwarded", ["unknown", "1.2.3", "' OR 1=1", ", ".join(["1.2.3.4"] * 30), "1.2.3.4,,5.6.7.8"])
def test_a_broken_forwarded_address_is_refused(admin: User, settings, forwarded: str) -> None:
    proxied(settings, "127.0.0.1")
    _, answer = sign_in(**{"X-Forwarded-For": forwarded})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_forwarding")


def test_https_at_the_proxy_makes_the_cookie_secure(admin: User, settings) -> None:
    proxied(settings, "127.0.0.1")
    _, answer = sign_in(**{"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"})
    assert answer.cookies["tongyun_session"]["secure"] is True
    assert "max-age" in answer["Strict-Transport-Security"]
    proxied(settings)
    _, answer = sign_in(**{"X-Forwarded-Proto": "https"})
    assert answer.cookies["tongyun_session"]["secure"] == ""


# The way back, on the server's console


def test_the_console_lets_an_administrator_in_again(admin: User, capsys: pytest.CaptureFixture[str]) -> None:
    set_policy("network", allowed=["10.0.0.0/8"])
    User.objects.update(locked_until=utc_now() + timedelta(minutes=5))
    assert policy_command(type("Options", (), {"action": "reset", "key": "network"})()) == 0
    assert account("unlock", "admin") == 0
    assert sign_in()[1].status_code == 200
    assert account("reset-password", "admin") == 0
    password = capsys.readouterr().out.strip().rpartition("：")[2]
    assert sign_in()[1].status_code == 401
    assert sign_in(password=password)[1].json()["stage"] == "password"
    assert account("unlock", "ghost") == 1
    assert account("list", "") == 0
    assert "admin  管理员" in capsys.readouterr().out
