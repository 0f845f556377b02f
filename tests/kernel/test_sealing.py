"""Secrets at rest: what a thief of the database gets, and what rotation does to them."""

import json
from dataclasses import replace
from pathlib import Path
from string import ascii_letters, digits

import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import Api
from tongyun.gateway.models import Subscription
from tongyun.kernel.contracts import Actor, HealthState
from tongyun.kernel.models import AuditRecord, PolicySetting
from tongyun.kernel.services import policies
from tongyun.kernel.services.sealing import KeyRing, Unsealable, key_ring, seal, unseal
from tongyun.kernel.services.sealing.rotation import _reseal, begin_rotation, in_use, outdated, reseal, sealed_columns
from tongyun.kernel.services.sealing.wiring import keys_health

pytestmark = pytest.mark.django_db

SECRET = "口令-s3cret"
ACTOR = Actor("system", "system", "测试")


@pytest.fixture(autouse=True)
def _own_ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TONGYUN", replace(settings.TONGYUN, data=tmp_path))


def switch_to_national() -> None:
    PolicySetting.objects.create(key="cryptography", value={"national": True})
    policies.forget_policies()


def subscription(name: str, secret: str = SECRET) -> Subscription:
    return Subscription.objects.create(name=name, url="http://x", secret=seal(secret, "gateway.subscription"))


def opened(row: Subscription) -> str:
    return unseal(Subscription.objects.get(id=row.id).secret, "gateway.subscription")


@pytest.mark.parametrize("national", [False, True])
def test_a_sealed_text_opens_for_its_purpose_only(national: bool) -> None:
    if national:
        switch_to_national()
    sealed = seal(SECRET, "mail")
    assert sealed.split(".")[1] == ("sm4" if national else "aes")
    assert SECRET not in sealed
    assert seal(SECRET, "mail") != sealed
    assert unseal(sealed, "mail") == SECRET
    with pytest.raises(Unsealable):
        unseal(sealed, "sms")


@pytest.mark.parametrize("at", [4, 10, 30, -1])
def test_an_altered_text_does_not_open(at: int) -> None:
    sealed = seal(SECRET, "mail")
    other = "A" if sealed[at] != "A" else "B"
    altered = sealed[:at] + other + (sealed[at + 1 :] if at != -1 else "")
    with pytest.raises(Unsealable):
        unseal(altered, "mail")


def test_other_ways_to_write_the_same_bytes_do_not_open() -> None:
    sealed = seal(SECRET, "mail")
    start, raw = sealed.rsplit(".", 1)
    spelled = [f"{raw[:-1]}{last}" for last in ascii_letters + digits + "-_" if last != raw[-1]]
    for other in (*spelled, f"{raw[:9]}!{raw[9:]}", f"{raw}=", f"{raw}\n"):
        with pytest.raises(Unsealable):
            unseal(f"{start}.{other}", "mail")


@pytest.mark.parametrize("text", ["", "plain", "ty1.aes.x", "ty1.des.20261121-00000000.AAAA", "ty1.aes.../../etc.AAAA"])
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(Unsealable):
        unseal(text, "mail")


def test_switching_algorithms_leaves_the_old_readable_until_the_rotation_converts_it() -> None:
    row = subscription("a")
    switch_to_national()
    assert opened(row) == SECRET
    assert outdated() == 1
    assert keys_health().state == HealthState.DEGRADED
    list(reseal())
    row.refresh_from_db()
    assert row.secret.split(".")[1] == "sm4"
    assert opened(row) == SECRET
    assert keys_health().state == HealthState.OK


def test_the_signing_secret_of_a_subscription_is_not_in_the_database(api: Api) -> None:
    made = api.post("subscriptions", {"name": "n", "url": "http://example.com/x", "topics": ["alert.fired"]}).json()
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM gateway_subscription")
        [[stored]] = cursor.fetchall()
    assert made["secret"] not in stored
    assert unseal(stored, "gateway.subscription") == made["secret"]


def test_a_sealed_column_takes_no_secret_in_the_clear() -> None:
    with pytest.raises(ValueError, match="seal"):
        Subscription.objects.create(name="n", url="http://x", secret="clear")


def test_a_rotation_converts_every_row_in_batches_and_goes_on_where_it_ended() -> None:
    rows = [subscription(f"s{number}", f"secret-{number}") for number in range(7)]
    old = key_ring().current()[0]
    key, fresh = begin_rotation(ACTOR)
    assert fresh
    assert key != old
    halfway = reseal(batch=3)
    assert next(halfway).resealed == 3
    assert dict(in_use()) == {old: 4, key: 3}
    assert [opened(row) for row in rows] == [f"secret-{number}" for number in range(7)]
    assert keys_health().state == HealthState.DEGRADED
    again, fresh = begin_rotation(ACTOR)
    assert (again, fresh) == (key, False)
    assert sum(progress.resealed for progress in reseal(batch=3)) == 4
    assert dict(in_use()) == {key: 7}
    assert [opened(row) for row in rows] == [f"secret-{number}" for number in range(7)]
    assert AuditRecord.objects.filter(action="key.rotated").count() == 1


def test_a_value_written_while_rotating_is_not_undone() -> None:
    row = subscription("s")
    begin_rotation(ACTOR)
    column = next(each for each in sealed_columns() if each.model is Subscription)
    read = [(row.pk, row.secret)]
    Subscription.objects.filter(pk=row.pk).update(secret=seal("newer", "gateway.subscription"))
    assert _reseal(column, read).resealed == 0
    assert opened(row) == "newer"


def test_a_damaged_value_is_told_and_hinders_nothing_else() -> None:
    broken, whole = subscription("a"), subscription("b")
    Subscription.objects.filter(pk=broken.pk).update(secret=broken.secret[:-4] + "AAAA")
    key, _ = begin_rotation(ACTOR)
    done = list(reseal())
    assert (sum(each.resealed for each in done), sum(each.unreadable for each in done)) == (1, 1)
    assert opened(whole) == SECRET
    assert begin_rotation(ACTOR, new_key=True)[0] != key


def test_without_its_key_a_value_is_reported_missing(tmp_path: Path) -> None:
    subscription("a")
    lost = key_ring().current()[0]
    key_ring().add()
    (tmp_path / "keys" / f"{lost}.key").unlink()
    ring = KeyRing(tmp_path / "keys")
    with pytest.raises(LookupError):
        ring.material(lost)
    health = keys_health()
    assert health.state == HealthState.DOWN
    assert lost in health.detail


def test_another_process_sees_the_new_key_at_once(tmp_path: Path) -> None:
    here, there = KeyRing(tmp_path / "ring"), KeyRing(tmp_path / "ring")
    assert here.current() == there.current()
    fresh = here.add()
    assert there.current()[0] == fresh
    assert there.material(fresh) == here.material(fresh)


def test_the_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "ring")
    ring.current()
    assert ring.exposed() == []
    (tmp_path / "ring" / "current").chmod(0o644)
    assert ring.exposed() == [tmp_path / "ring" / "current"]


def test_the_current_key_cannot_be_destroyed() -> None:
    with pytest.raises(ValueError):
        key_ring().destroy(key_ring().current()[0])


def test_no_sealed_value_leaves_by_the_api(api: Api) -> None:
    subscription("a")
    assert "ty1." not in json.dumps(api.get("subscriptions").json())
