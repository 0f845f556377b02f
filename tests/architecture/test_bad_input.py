"""What attackers send to every route alike: fields not theirs, paths out of a folder, bytes that are no text."""

import re

import pytest

from tests.architecture.document import filled, operations
from tests.conftest import Api
from tongyun.kernel.api.lists.declaration import RESERVED, REVEAL
from tongyun.kernel.models import Group, Organisation, Post, User

pytestmark = pytest.mark.django_db

#: What a record has and no caller may set.
NOT_THEIRS = {
    "id": "00000000-0000-0000-0000-000000000001",
    "created_at": "2000-01-01T00:00:00Z",
    "password": "pbkdf2$1",
    "active_until": None,
    "is_superuser": True,
    "merged_into": "00000000-0000-0000-0000-000000000001",
    "members": 99,
}
PATHS = ("../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "..%5c..%5cetc%5cpasswd", "%2e%2e", "x%00.yaml")
NO_TEXTS = ("%ff%fe%c0%ae", "%00", "%ed%a0%80")
#: Besides these, the first filter of each list: further ones are read by the same code.
PLACES = frozenset({"q", "cursor"})


@pytest.mark.parametrize("field", NOT_THEIRS)
def test_no_field_is_set_that_was_not_offered(api: Api, organisation: Organisation, field: str) -> None:
    somebody = User.objects.create(username="somebody", name="某人", organisation=organisation)
    group = Group.objects.create(code="g", name="组")
    post = Post.objects.create(code="p", name="岗")
    unit = str(organisation.id)
    counts = [model.objects.count() for model in (User, Group, Post, Organisation)]
    evil = {field: NOT_THEIRS[field]}
    for method, path, body in (
        ("POST", "users", {"username": "new", "name": "新人", "organisation_id": unit}),
        ("POST", "groups", {"code": "new", "name": "新组"}),
        ("POST", "posts", {"code": "new", "name": "新岗"}),
        ("POST", "organisations", {"code": "new", "name": "新机构", "parent_id": unit}),
        ("PATCH", f"users/{somebody.id}", {"version": 1, "name": "改名"}),
        ("PATCH", f"groups/{group.id}", {"version": 1, "name": "改名"}),
        ("PATCH", f"posts/{post.id}", {"version": 1, "name": "改名"}),
        ("PATCH", f"organisations/{unit}", {"version": 1, "name": "改名"}),
    ):
        answer = api.send(method, path, {**body, **evil})
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_fields"), f"{method} {path}"
        assert answer.json()["errors"] == [{"path": f"/{field}", "message": "没有这个字段"}]
    assert counts == [model.objects.count() for model in (User, Group, Post, Organisation)]
    assert not any(row.name == "改名" for model in (User, Group, Post, Organisation) for row in model.objects.all())


def test_no_address_leads_out_of_its_folder(api: Api, hosts_pack: None) -> None:
    tried = 0
    for method, path, operation in operations():
        names = re.findall(r"{([^}]+)}", path)
        # Without a store series answer 503; tests/telemetry/promql sends hostile names to a real one.
        if method != "GET" or not names or operation["x-permission"] == "agent" or path.startswith("prometheus"):
            continue
        for evil in PATHS:
            answer = api.client.get(f"/api/v1/{filled(path, dict.fromkeys(names, evil))}", headers=api.headers)
            assert answer.status_code in (302, 400, 403, 404, 422), f"{path} {evil}: {answer.status_code}"
            assert b"root:" not in answer.getvalue(), path
            tried += 1
    for evil in PATHS:
        answer = api.client.get(f"/api/v1/packs/platform/files/messages?file={evil}", headers=api.headers)
        assert answer.status_code in (404, 422)
    assert tried > 100


@pytest.mark.parametrize("evil", NO_TEXTS, ids=range(len(NO_TEXTS)))
def test_bytes_that_are_no_text_break_no_list(api: Api, hosts_pack: None, evil: str) -> None:
    for method, path, operation in operations():
        if method != "GET" or "{" in path or path in ("live", "agent/work"):
            continue
        names = [each["name"] for each in operation["parameters"] if each.get("in") == "query"]
        filters = [each for each in names if each not in RESERVED | {REVEAL}]
        for name in [*PLACES.intersection(names), *filters[:1]]:
            answer = api.client.get(f"/api/v1/{path}?{name}={evil}", headers=api.headers)
            assert answer.status_code < 500 or path.startswith("prometheus"), f"{path}?{name}: {answer.status_code}"
