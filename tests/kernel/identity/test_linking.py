"""Who a person from outside is here, and who never becomes whom."""

from dataclasses import replace

import pytest

from tests.conftest import make_user
from tests.kernel.identity.conftest import Make
from tongyun.kernel.contracts.identity import Identity
from tongyun.kernel.models import AuditRecord, ExternalIdentity, Group, IdentityProvider, Membership, Organisation, User
from tongyun.kernel.services.identity.errors import AMBIGUOUS, DISABLED, NO_ORGANISATION, UNKNOWN, Refused
from tongyun.kernel.services.identity.linking import person_of

ZHANG = Identity(
    subject="9f2c-immutable",
    username="zhangwei",
    name="张伟",
    mail="zhangwei@example.gov.cn",
    mail_verified=True,
    phone="13800138000",
    employee_no="A-17",
)


def test_a_new_person_gets_an_account_that_only_the_provider_opens(
    provider: IdentityProvider, settings_with: Make
) -> None:
    user = person_of(provider, settings_with(), ZHANG)
    assert (user.username, user.name, user.mail, user.phone) == (
        "zhangwei",
        "张伟",
        "zhangwei@example.gov.cn",
        "13800138000",
    )
    assert not user.has_password("")
    assert user.grants.count() == 0
    assert AuditRecord.objects.filter(action="user.linked").count() == 1


def test_the_subject_finds_the_person_whatever_the_names_become(
    provider: IdentityProvider, settings_with: Make
) -> None:
    first = person_of(provider, settings_with(), ZHANG)
    renamed = replace(ZHANG, username="zhang.wei2", name="张玮", mail="new@example.gov.cn")
    again = person_of(provider, settings_with(), renamed)
    assert (again.id, again.name, again.username) == (first.id, "张玮", "zhangwei")
    assert User.objects.count() == 1


def test_whoever_takes_over_a_name_does_not_take_over_the_account(
    provider: IdentityProvider, settings_with: Make
) -> None:
    person_of(provider, settings_with(), ZHANG)
    for by in ("none", "username", "mail", "employee_no"):
        with pytest.raises(Refused) as refused:
            person_of(provider, settings_with(link_by=by), replace(ZHANG, subject="somebody-else"))
        assert refused.value.code == AMBIGUOUS
    assert ExternalIdentity.objects.count() == 1


def test_the_same_mail_links_nobody_unless_the_provider_is_trusted_for_it(
    provider: IdentityProvider, settings_with: Make, organisation: Organisation
) -> None:
    known = make_user("zw", "张伟", organisation, [])
    User.objects.filter(id=known.id).update(mail="ZhangWei@example.gov.cn")
    assert person_of(provider, settings_with(), ZHANG).id != known.id
    ExternalIdentity.objects.all().delete()
    trusted = settings_with(link_by="mail", create_people=False)
    with pytest.raises(Refused):
        person_of(provider, trusted, replace(ZHANG, mail_verified=False))
    User.objects.exclude(id=known.id).update(mail="")
    assert person_of(provider, trusted, ZHANG).id == known.id


def test_two_accounts_with_the_mail_are_one_too_many(
    provider: IdentityProvider, settings_with: Make, organisation: Organisation
) -> None:
    for name in ("a1", "a2"):
        make_user(name, "张伟", organisation, [])
    User.objects.update(mail=ZHANG.mail)
    with pytest.raises(Refused) as refused:
        person_of(provider, settings_with(link_by="mail"), ZHANG)
    assert refused.value.code == AMBIGUOUS


def test_who_is_switched_off_here_or_there_stays_out(provider: IdentityProvider, settings_with: Make) -> None:
    user = person_of(provider, settings_with(), ZHANG)
    with pytest.raises(Refused) as refused:
        person_of(provider, settings_with(), replace(ZHANG, active=False))
    assert refused.value.code == DISABLED
    User.objects.filter(id=user.id).update(active=False)
    with pytest.raises(Refused) as refused:
        person_of(provider, settings_with(), ZHANG)
    assert refused.value.code == DISABLED


def test_nobody_is_made_where_that_is_not_wanted(provider: IdentityProvider, settings_with: Make) -> None:
    with pytest.raises(Refused) as refused:
        person_of(provider, settings_with(create_people=False), ZHANG)
    assert refused.value.code == UNKNOWN
    assert User.objects.count() == 0


def test_an_account_with_its_own_password_is_not_the_providers_to_change(
    provider: IdentityProvider, settings_with: Make, organisation: Organisation
) -> None:
    known = make_user("zhangwei", "本地管理员", organisation, [])
    linked = person_of(provider, settings_with(link_by="username"), ZHANG)
    assert (linked.id, linked.name, linked.mail) == (known.id, "本地管理员", "")


def test_units_come_by_the_mapping_by_code_by_name_and_at_last_by_default(
    provider: IdentityProvider, settings_with: Make, organisation: Organisation
) -> None:
    health = Organisation.objects.create(code="wsj", name="市卫生健康委员会")
    chosen = settings_with(organisation_map="OU=Health,DC=city => wsj")
    cases = {"OU=Health,DC=city": health, "wsj": health, "市卫生健康委员会": health, "nowhere": organisation}
    for number, (said, expected) in enumerate(cases.items()):
        who = replace(ZHANG, subject=f"s{number}", username=f"u{number}", organisation=said)
        assert person_of(provider, chosen, who).organisation_id == expected.id, said
    with pytest.raises(Refused) as refused:
        person_of(provider, replace(chosen, default_organisation=""), replace(ZHANG, organisation="nowhere"))
    assert refused.value.code == NO_ORGANISATION


def test_people_join_and_leave_mapped_groups_only(provider: IdentityProvider, settings_with: Make) -> None:
    ops = Group.objects.create(code="ops", name="运维组")
    duty = Group.objects.create(code="duty", name="值班组")
    own = Group.objects.create(code="own", name="自建组")
    chosen = settings_with(group_map="CN=Ops,DC=city => ops\nCN=Duty,DC=city => duty")
    user = person_of(provider, chosen, replace(ZHANG, groups=("cn=ops,dc=city", "cn=unknown")))
    Membership.objects.create(group=own, user=user)

    def held() -> set[Group]:
        return {each.group for each in Membership.objects.filter(user=user)}

    assert held() == {ops, own}
    person_of(provider, chosen, replace(ZHANG, groups=("CN=Duty,DC=city",)))
    assert held() == {duty, own}
    person_of(provider, chosen, replace(ZHANG, groups=None))
    assert held() == {duty, own}
    person_of(provider, chosen, replace(ZHANG, groups=()))
    assert held() == {own}


@pytest.mark.parametrize("said", ["zhang wei@例子", "", "a", "../../etc", "x" * 300])
def test_any_name_there_becomes_a_fitting_one_here(provider: IdentityProvider, settings_with: Make, said: str) -> None:
    user = person_of(provider, settings_with(), replace(ZHANG, username=said, name="", mail="not a mail", phone="x"))
    assert user.username
    assert (user.mail, user.phone) == ("", "")
