"""Settings changed at run time: who may, what is refused, and what takes effect."""

import json
from dataclasses import dataclass

import pytest

from tests.conftest import Api
from tongyun.kernel.contracts import Invalid, entry
from tongyun.kernel.contracts.policies import policy_schema
from tongyun.kernel.models import AuditRecord, Grant, PolicySetting, Role, User
from tongyun.kernel.services import policies

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Tea:
    """A policy of this test."""

    minutes: int = entry(3, "时间", "Minutes", minimum=1, maximum=10, unit="分钟")
    kind: str = entry("green", "种类", "Kind", choices={"green": ("绿茶", "Green"), "black": ("红茶", "Black")})
    guests: tuple[str, ...] = entry((), "客人", "Guests", items={"minLength": 2}, maxItems=3)


@dataclass(frozen=True)
class Bad:
    """A field that is no setting."""

    nested: bytes = entry(b"", "x", "x")


def not_on_monday(tea: Tea) -> None:
    if tea.minutes == 9:
        raise Invalid("too_strong", "太浓。")


@pytest.fixture(autouse=True)
def _tea():
    policies.register_policy("tea", Tea, "泡茶", title_en="Tea", check=not_on_monday)
    yield
    policies.policies._entries.pop("tea")


def put(api: Api, value: dict, version: str | None = None):
    return api.send("PUT", "policies/tea", value, **({"If-Match": version} if version else {}))


def test_without_a_change_the_defaults_are_in_force(api: Api) -> None:
    assert policies.policy(Tea) == Tea(3, "green", ())
    shown = api.get("policies/tea")
    assert shown.json()["value"] == {"minutes": 3, "kind": "green", "guests": []}
    assert (shown["ETag"], shown.json()["changed_by"]) == ('"0"', "")


def test_a_change_is_in_force_at_once_and_told_in_the_audit_trail(api: Api) -> None:
    assert policies.policy(Tea).minutes == 3
    answer = put(api, {"minutes": 5, "guests": ["王芳"]}, '"0"')
    assert (answer.status_code, answer["ETag"]) == (200, '"1"')
    assert policies.policy(Tea) == Tea(5, "green", ("王芳",))
    record = AuditRecord.objects.get(action="policy.changed")
    assert {key: (entry["old"], entry["new"]) for key, entry in json.loads(record.delta).items()} == {
        "minutes": (3, 5),
        "guests": ([], ["王芳"]),
    }
    assert record.actor_name == "管理员"


def test_who_was_slower_is_told_and_nothing_is_lost(api: Api) -> None:
    assert put(api, {"minutes": 5}, '"0"').status_code == 200
    late = put(api, {"minutes": 6}, '"0"')
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert policies.policy(Tea).minutes == 5
    assert put(api, {"minutes": 6}, "nonsense").status_code == 422


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"minutes": 0}, "/minutes"),
        ({"minutes": 11}, "/minutes"),
        ({"minutes": "5"}, "/minutes"),
        ({"minutes": True}, "/minutes"),
        ({"kind": "coffee"}, "/kind"),
        ({"guests": ["王"]}, "/guests/0"),
        ({"guests": ["a1", "b2", "c3", "d4"]}, "/guests"),
        ({"sugar": 1}, "/"),
    ],
)
def test_a_bad_value_is_refused_at_its_place(api: Api, value: dict, path: str) -> None:
    answer = put(api, value)
    assert answer.status_code == 422, answer.content
    assert [error["path"] for error in answer.json()["errors"]] == [path]
    assert not PolicySetting.objects.exists()


def test_a_rule_beyond_the_schema_is_kept_too(api: Api) -> None:
    assert put(api, {"minutes": 9}).json()["code"] == "too_strong"
    assert not PolicySetting.objects.exists()


def test_who_may_only_read_changes_nothing(api: Api, nobody: User) -> None:
    role = Role.objects.create(key="reader", title="只读", permissions=["policy:read"])
    Grant.objects.create(user=nobody, role=role)
    reader = Api(nobody)
    assert reader.get("policies/tea").json()["writable"] is False
    assert put(reader, {"minutes": 5}).status_code == 403
    assert api.get("policies/tea").json()["writable"] is True


def test_a_policy_nobody_registered_does_not_exist(api: Api) -> None:
    assert api.get("policies/coffee").status_code == 404
    assert api.send("PUT", "policies/coffee", {}).status_code == 404


def test_a_stored_value_that_an_upgrade_made_unfit_gives_way_to_the_default(db: None) -> None:
    PolicySetting.objects.create(key="tea", value={"minutes": 500, "kind": "black", "gone": 1})
    assert policies.policy(Tea) == Tea(3, "black", ())


def test_a_change_made_elsewhere_is_seen_after_some_seconds(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    assert policies.policy(Tea).minutes == 3
    PolicySetting.objects.create(key="tea", value={"minutes": 7})
    assert policies.policy(Tea).minutes == 3
    now[0] += policies.FRESH_S
    assert policies.policy(Tea).minutes == 7


def test_a_field_no_form_could_show_is_refused_when_it_is_declared() -> None:
    with pytest.raises(TypeError, match=r"Bad\.nested"):
        policy_schema(Bad)
