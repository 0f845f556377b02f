"""Tokens of programs: narrowed, bounded in time, seen and taken back by their owner."""

from datetime import timedelta

import pytest

from tests.conftest import Api, make_user
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import ApiToken, AuditRecord, Role, User

pytestmark = pytest.mark.django_db


def issue(api: Api, **more: object) -> tuple[str, Api]:
    answer = api.post("tokens", {"kind": "user", "name": "脚本", **more})
    assert answer.status_code == 200, answer.content
    return answer.json()["id"], Api(token=answer.json()["token"])


def test_a_token_may_only_what_it_was_narrowed_to(api: Api) -> None:
    _, program = issue(api, scopes=["ticket:read"])
    assert program.get("tickets").status_code == 200
    assert program.get("users").status_code == 403
    assert program.get("session").json()["permissions"] == ["ticket:read"]


def test_a_token_never_gives_more_than_its_owner_has(api: Api) -> None:
    answer = api.post("tokens", {"kind": "user", "name": "脚本", "scopes": ["ticket:read", "role:write"]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "/scopes/1"


def test_a_token_makes_no_token(api: Api) -> None:
    _, program = issue(api)
    assert program.post("tokens", {"kind": "user", "name": "再来"}).status_code == 403


def test_a_token_ends(api: Api) -> None:
    made, program = issue(api, days=1)
    assert program.get("session").status_code == 200
    ApiToken.objects.filter(id=made).update(expires_at=utc_now() - timedelta(seconds=1))
    assert program.get("session").status_code == 401
    assert api.get("tokens").json()["items"][0]["state"] == "expired"


def test_a_token_taken_back_is_refused_at_once(api: Api) -> None:
    made, program = issue(api)
    assert api.delete(f"tokens/{made}").status_code == 204
    assert api.delete(f"tokens/{made}").status_code == 204
    assert program.get("session").status_code == 401
    assert AuditRecord.objects.filter(action="token.revoked").count() == 1


def test_the_last_use_is_seen_and_written_once_a_minute(api: Api, django_assert_num_queries) -> None:
    made, program = issue(api)
    program.get("session")
    first = ApiToken.objects.get(id=made)
    assert (first.last_used_at is not None, first.last_used_ip) == (True, "127.0.0.1")
    program.get("session")
    assert ApiToken.objects.get(id=made).last_used_at == first.last_used_at


def test_one_sees_and_ends_only_ones_own(api: Api, security_officer: User) -> None:
    made, _ = issue(api)
    other = Api(security_officer)
    assert other.get("tokens").json()["total"] == 0
    assert other.delete(f"tokens/{made}").status_code == 404
    mine, _ = issue(other)
    assert {row["id"] for row in api.get("tokens").json()["items"]} == {made, mine}, "who manages tokens sees all"


def test_a_token_is_narrowed_even_beside_one_made_at_the_same_moment(api: Api) -> None:
    beside, _ = issue(api, scopes=["ticket:read"])
    ApiToken.objects.filter(id=beside).update(created_at=utc_now() + timedelta(seconds=1))
    made, _ = issue(api, scopes=[])
    assert {str(row.id): row.scopes for row in ApiToken.objects.all()} == {beside: ["ticket:read"], made: []}


def test_agents_are_let_in_by_administrators_only(security_officer: User) -> None:
    assert Api(security_officer).post("tokens", {"kind": "agent", "name": "a"}).status_code == 403


@pytest.mark.parametrize("scope", ["own", "organisation", "below", "all"])
def test_ones_own_token_is_ones_own_in_every_scope(organisation, scope: str) -> None:
    role = Role.objects.create(key="caller", title="接口", permissions=["token:own"])
    somebody = Api(make_user("somebody", "某人", organisation, [role], scope))
    assert somebody.post("tokens", {"kind": "user", "name": "脚本", "scopes": []}).status_code == 200
