"""What an administrator does with identity providers, as the API shows it."""

import pytest

from tests.conftest import Api, make_user
from tongyun.kernel.models import AuditRecord, Group, IdentityProvider, Role, ScheduledTask, User
from tongyun.kernel.services.access import issue_token
from tongyun.kernel.services.identity.providers import secrets_of
from tongyun.kernel.services.sealing.rotation import sealed_columns

pytestmark = pytest.mark.django_db

SECRET = "not-for-anybody's-eyes"
OIDC = {
    "key": "city-sso",
    "kind": "oidc",
    "title": "市统一身份认证",
    "settings": {"issuer": "https://sso.example.gov.cn/realms/city", "client_id": "tongyun", "client_secret": SECRET},
}
LDAP = {
    "key": "directory",
    "kind": "ldap",
    "title": "单位目录",
    "settings": {"host": "ldap.example.gov.cn", "base_dn": "ou=people,dc=example,dc=cn", "sync_minutes": 60},
}


def test_a_provider_is_made_and_its_secret_never_given_out(api: Api) -> None:
    made = api.post("identity-providers", OIDC)
    assert made.status_code == 201, made.content
    shown = made.json()
    assert shown["secrets"] == ["client_secret"]
    assert shown["addresses"]["callback"].endswith("/api/v1/sign-in/city-sso/callback")
    row = IdentityProvider.objects.get()
    assert secrets_of(row) == {"client_secret": SECRET}
    told = [made.content.decode(), row.secrets, str(row.settings), *map(str, AuditRecord.objects.values_list("delta"))]
    assert not any(SECRET in text for text in told)
    assert any(column.label == "kernel.IdentityProvider.secrets" for column in sealed_columns())


def test_a_secret_left_empty_stays_and_a_new_one_replaces_it(api: Api) -> None:
    made = api.post("identity-providers", OIDC).json()
    body = {"title": "改名", "version": 1, "settings": {**OIDC["settings"], "client_secret": ""}}
    assert api.send("PUT", f"identity-providers/{made['id']}", body).status_code == 200
    assert secrets_of(IdentityProvider.objects.get()) == {"client_secret": SECRET}
    body = {**body, "version": 2, "settings": {**OIDC["settings"], "client_secret": "another"}}
    assert api.send("PUT", f"identity-providers/{made['id']}", body).status_code == 200
    assert secrets_of(IdentityProvider.objects.get()) == {"client_secret": "another"}
    assert AuditRecord.objects.filter(action="identity_provider.changed").count() == 2


def test_who_saves_over_a_newer_version_is_told(api: Api) -> None:
    made = api.post("identity-providers", OIDC).json()
    body = {"title": "改名", "version": 1, "settings": OIDC["settings"]}
    assert api.send("PUT", f"identity-providers/{made['id']}", body).status_code == 200
    again = api.send("PUT", f"identity-providers/{made['id']}", body)
    assert (again.status_code, again.json()["code"]) == (412, "stale")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"key": "Two Words"}, "/key"),
        ({"settings": {"client_id": "x"}}, "/settings/issuer"),
        ({"settings": {**OIDC["settings"], "issuer": "javascript:alert(1)"}}, "/settings/issuer"),
        ({"settings": {**OIDC["settings"], "nonsense": 1}}, "/settings/"),
        ({"settings": {**OIDC["settings"], "clock_skew_s": 86400}}, "/settings/clock_skew_s"),
        ({"settings": {**OIDC["settings"], "default_organisation": "nowhere"}}, "/settings/default_organisation"),
        ({"settings": {**OIDC["settings"], "group_map": "no arrow here"}}, "/settings/group_map"),
        ({"settings": {**OIDC["settings"], "group_map": "theirs => nobody-has-this"}}, "/settings/group_map"),
        ({"kind": "saml", "settings": {"entity_id": "x"}}, "/settings/sso_url"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(api: Api, change: dict, path: str) -> None:
    answer = api.post("identity-providers", {**OIDC, **change})
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["path"] == path
    assert IdentityProvider.objects.count() == 0


def test_a_key_is_taken_once(api: Api) -> None:
    assert api.post("identity-providers", OIDC).status_code == 201
    assert api.post("identity-providers", OIDC).status_code == 409


def test_only_a_provider_that_is_switched_off_can_be_removed(api: Api) -> None:
    made = api.post("identity-providers", {**LDAP, "enabled": True}).json()
    assert ScheduledTask.objects.filter(handler="kernel.identity_sync", key=made["id"]).count() == 1
    assert api.delete(f"identity-providers/{made['id']}").status_code == 409
    body = {"title": "目录", "enabled": False, "version": 1, "settings": LDAP["settings"]}
    assert api.send("PUT", f"identity-providers/{made['id']}", body).status_code == 200
    assert ScheduledTask.objects.filter(handler="kernel.identity_sync").count() == 0
    assert api.delete(f"identity-providers/{made['id']}").status_code == 204
    assert api.get(f"identity-providers/{made['id']}").status_code == 404


def test_the_sign_in_page_shows_what_is_switched_on_and_nothing_of_its_settings(api: Api, anonymous: Api) -> None:
    api.post("identity-providers", {**OIDC, "enabled": True, "title_en": "City SSO"})
    api.post("identity-providers", LDAP)
    api.post("identity-providers", {"key": "hr", "kind": "scim", "title": "人事系统", "enabled": True})
    assert anonymous.get("sign-in").json() == [
        {"key": "city-sso", "title": "市统一身份认证", "title_en": "City SSO", "kind": "oidc", "way": "redirect"}
    ]


def test_every_kind_has_a_form(api: Api) -> None:
    kinds = {entry["kind"]: entry["form"] for entry in api.get("identity-provider-kinds").json()}
    assert set(kinds) == {"oidc", "saml", "cas", "ldap", "scim"}
    assert kinds["oidc"]["required"] == ["issuer", "client_id"]
    for form in kinds.values():
        for own in form["properties"].values():
            assert own["title"]
            assert own["x-title"]["en-US"]


def test_reading_and_changing_are_two_permissions(nobody: User, organisation) -> None:
    reader = Role.objects.create(key="r", title="只读", permissions=["identity_provider:read"])
    api = Api(make_user("reader", "读者", organisation, [reader]))
    assert api.get("identity-providers").status_code == 200
    assert api.post("identity-providers", OIDC).status_code == 403
    assert Api(nobody).get("identity-providers").status_code == 403


def test_a_mapping_names_the_groups_that_are_there(api: Api) -> None:
    Group.objects.create(code="duty", name="值班组")
    settings = {**LDAP["settings"], "group_map": "cn=ops,ou=groups,dc=example,dc=cn => duty\n\n"}
    assert api.post("identity-providers", {**LDAP, "settings": settings}).status_code == 201


def test_a_token_can_neither_make_nor_change_a_way_in(api: Api, admin: User) -> None:
    made = api.post("identity-providers", OIDC).json()
    program = Api(token=issue_token("user", "t", admin.id))
    path = f"identity-providers/{made['id']}"
    for answer in (
        program.post("identity-providers", LDAP),
        program.send("PUT", path, {"title": "x", "version": 1, "settings": OIDC["settings"]}),
        program.delete(path),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "reauthenticate")
    assert IdentityProvider.objects.get().title == OIDC["title"]
