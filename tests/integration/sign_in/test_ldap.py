"""Sign-in and synchronisation against a real directory: Debian's slapd, over LDAPS and StartTLS."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from ldap3 import MODIFY_REPLACE, Connection, Server

from servers.identity import Slapd
from tests.integration.sign_in.conftest import enabled, who
from tongyun.kernel.models import ExternalIdentity, Group, IdentityProvider, Membership, Session, User
from tongyun.kernel.services.identity.providers import test_provider as probe
from tongyun.kernel.services.identity.sync import synchronise

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]

SUFFIX = "dc=example,dc=cn"
PASSWORD = "Directory-Root-1"
PEOPLE = {"zhang": ("张伟", "Zhang-Pass-1"), "li": ("李娜", "Li-Pass-22"), "star": ("星*号", "Star-Pass-3")}


def ldif() -> str:
    """A small government: people, a service account, a group."""
    entries = [
        f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: example\n",
        f"dn: ou=people,{SUFFIX}\nobjectClass: organizationalUnit\nou: people\n",
        f"dn: ou=groups,{SUFFIX}\nobjectClass: organizationalUnit\nou: groups\n",
        f"dn: cn=reader,{SUFFIX}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\n"
        "cn: reader\nuserPassword: Reader-Pass-1\n",
    ]
    for uid, (name, password) in PEOPLE.items():
        entries.append(
            f"dn: uid={uid},ou=people,{SUFFIX}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {name}\nsn: {name}\n"
            f"mail: {uid}@example.gov.cn\nmobile: 13800138000\nuserPassword: {password}\n"
        )
    entries.append(
        f"dn: cn=ops,ou=groups,{SUFFIX}\nobjectClass: groupOfNames\ncn: ops\nmember: uid=zhang,ou=people,{SUFFIX}\n"
    )
    return "\n".join(entries)


@pytest.fixture
def directory() -> Iterator[Slapd]:
    with Slapd(SUFFIX, ldif(), PASSWORD) as server:
        yield server


def connect(directory: Slapd, **more: Any) -> IdentityProvider:
    """The directory as an administrator enters it."""
    settings = {
        "host": "localhost",
        "port": directory.tls_port,
        "security": "ldaps",
        "ca_pem": directory.ca,
        "bind_dn": f"cn=reader,{SUFFIX}",
        "bind_password": "Reader-Pass-1",
        "base_dn": f"ou=people,{SUFFIX}",
        "groups_field": "",
        "group_base_dn": f"ou=groups,{SUFFIX}",
        "group_map": f"cn=ops,ou=groups,{SUFFIX} => ops",
    }
    return enabled("directory", "ldap", **{**settings, **more})


@pytest.fixture
def provider(platform: str, directory: Slapd) -> IdentityProvider:
    Group.objects.create(code="ops", name="运维组")
    return connect(directory)


def sign_in(browser: httpx.Client, platform: str, username: str, password: str) -> httpx.Response:
    return browser.post(
        f"{platform}/api/v1/sign-in/directory/password", json={"username": username, "password": password}
    )


def test_a_person_signs_in_with_the_password_of_the_directory(
    provider: IdentityProvider, platform: str, browser: httpx.Client
) -> None:
    answer = sign_in(browser, platform, "zhang", "Zhang-Pass-1")
    assert answer.status_code == 200, answer.text
    user = who(browser, platform)
    assert user is not None
    assert (user["username"], user["name"]) == ("zhang", "张伟")
    assert Membership.objects.get().group.code == "ops"
    assert len(ExternalIdentity.objects.get().subject) == 36


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("zhang", "wrong"),
        ("zhang", " "),
        ("nobody", "Zhang-Pass-1"),
        ("*", "Zhang-Pass-1"),
        ("zhan*", "Zhang-Pass-1"),
        ("zhang)(uid=*", "Zhang-Pass-1"),
        ("zhang)(|(uid=*", "Zhang-Pass-1"),
        ("\\2a", "Zhang-Pass-1"),
        ("reader", "Reader-Pass-1"),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(
    provider: IdentityProvider, platform: str, browser: httpx.Client, username: str, password: str
) -> None:
    answer = sign_in(browser, platform, username, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert Session.objects.count() == 0


def test_starttls_works_and_a_certificate_nobody_vouches_for_does_not(
    platform: str, directory: Slapd, browser: httpx.Client
) -> None:
    Group.objects.create(code="ops", name="运维组")
    provider = connect(directory, port=directory.port, security="starttls")
    assert sign_in(browser, platform, "li", "Li-Pass-22").status_code == 200
    IdentityProvider.objects.filter(id=provider.id).update(settings={**provider.settings, "ca_pem": ""})
    answer = sign_in(browser, platform, "li", "Li-Pass-22")
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")
    IdentityProvider.objects.filter(id=provider.id).update(settings={**provider.settings, "host": "127.0.0.2"})
    assert sign_in(browser, platform, "li", "Li-Pass-22").status_code == 503


def test_the_connection_is_tested_step_by_step(provider: IdentityProvider, directory: Slapd) -> None:
    steps = probe(provider.id)
    assert [step.ok for step in steps] == [True] * 4, steps
    wrong = {**provider.settings, "base_dn": f"ou=nowhere,{SUFFIX}"}
    IdentityProvider.objects.filter(id=provider.id).update(settings=wrong)
    assert [step.ok for step in probe(provider.id)] == [True, True, False]
    IdentityProvider.objects.filter(id=provider.id).update(settings={**wrong, "bind_dn": f"cn=ghost,{SUFFIX}"})
    assert [step.ok for step in probe(provider.id)] == [True, False]
    directory.stop()
    assert [step.ok for step in probe(provider.id)] == [False]


def test_people_follow_the_directory(
    provider: IdentityProvider, directory: Slapd, platform: str, browser: httpx.Client
) -> None:
    report = synchronise(provider)
    assert (report.seen, report.created, report.error) == (3, 3, "")
    assert sign_in(browser, platform, "li", "Li-Pass-22").status_code == 200
    with Connection(Server("localhost", directory.port), directory.root, PASSWORD, auto_bind=True) as root:
        root.modify(f"uid=zhang,ou=people,{SUFFIX}", {"cn": [(MODIFY_REPLACE, ["张玮"])]})
        root.delete(f"uid=li,ou=people,{SUFFIX}")
    report = synchronise(provider)
    assert (report.seen, report.updated, report.deactivated) == (2, 1, 1)
    assert User.objects.get(username="zhang").name == "张玮"
    assert not User.objects.get(username="li").active
    assert who(browser, platform) is None
    report = synchronise(provider)
    assert (report.created, report.updated, report.deactivated) == (0, 0, 0)


def test_a_directory_that_is_down_or_suddenly_empty_switches_nobody_off(
    provider: IdentityProvider, directory: Slapd
) -> None:
    synchronise(provider)
    for number in range(20):
        user = User.objects.create(username=f"u{number}", name="某", password="!")
        ExternalIdentity.objects.create(provider=provider, user=user, subject=f"s{number}")
    report = synchronise(provider)
    assert "未作任何改动" in report.error
    directory.stop()
    report = synchronise(provider)
    assert "无法连接" in report.error
    assert User.objects.filter(active=False).count() == 0
    assert IdentityProvider.objects.get().sync_report["error"] == report.error
