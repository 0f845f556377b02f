"""Who a person from outside is here: found by the immutable subject; linked or made only where an administrator allows.

An account with a password of its own belongs to this platform: a provider may vouch for its owner, but neither changes
it nor switches it off. So the administrator who sets the providers up can always get in.
"""

import re
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import is_password_usable
from django.db import transaction

from ...contracts import Problem, Ref, utc_now
from ...contracts.identity import Identity, MatchingSettings
from ...models import ExternalIdentity, Group, IdentityProvider, Membership, Organisation, User
from ..audit import audit
from ..people.accounts import create_user, edit_user
from ..people.fields import UserDraft, problems
from ..people.groups import change_members
from .errors import AMBIGUOUS, DISABLED, NO_ORGANISATION, UNKNOWN, Refused
from .kinds import mapping

UPDATED = ("name", "mail", "phone", "employee_no")


@transaction.atomic
def person_of(row: IdentityProvider, settings: MatchingSettings, identity: Identity) -> User:
    """The account of a person a provider vouches for, brought up to date. Call it as the platform. Raises Refused."""
    if not identity.subject or len(identity.subject) > 255:
        raise Refused(UNKNOWN, "身份提供方没有给出可用的编号")
    if not identity.active:
        raise Refused(DISABLED, "此人在身份提供方已停用")
    link = ExternalIdentity.objects.select_related("user").filter(provider=row, subject=identity.subject).first()
    if link is None:
        link = _link(row, settings, identity)
    if not link.user.active:
        raise Refused(DISABLED, f"账号 {link.user.username} 已停用")
    if link.username != identity.username and not link.provisioned:
        link.username = identity.username[:255]
        link.changed_at = utc_now()
        link.save(update_fields=["username", "changed_at"])
    if settings.update_people:
        bring_up_to_date(link.user, settings, identity)
    join_groups(link.user, settings, identity)
    return User.objects.select_related("organisation").get(id=link.user_id)


def ours(user: User) -> bool:
    """Whether an account has a password here, and so is no provider's to change."""
    return is_password_usable(user.password)


def bring_up_to_date(user: User, settings: MatchingSettings, identity: Identity) -> bool:
    """Take over what the provider says of a person; what breaks a rule here stays as it was. True when it changed."""
    if ours(user):
        return False
    said = {name: own for name in UPDATED if (own := str(getattr(identity, name)).strip())}
    for wrong in problems(said):
        said.pop(wrong.path.lstrip("/"), None)
    changes: dict[str, Any] = {name: own for name, own in said.items() if getattr(user, name) != own}
    unit = organisation_of(settings, identity, fall_back=False)
    if unit is not None and unit != user.organisation_id:
        changes["organisation_id"] = unit
    if not changes:
        return False
    edit_user(user.id, user.version, changes, reason="统一身份")
    return True


def organisation_of(settings: MatchingSettings, identity: Identity, *, fall_back: bool) -> UUID | None:
    """The unit a person belongs to here: by the mapping, by code, by full name; else the default, if wanted."""
    said = identity.organisation.strip()
    living = Organisation.objects.filter(valid_to=None)
    found: list[UUID] = []
    if said:
        code = mapping(settings.organisation_map, "organisation_map").get(said, said)
        found = list(living.filter(code=code).values_list("id", flat=True)[:1])
        if not found:
            found = list(living.filter(name=said).values_list("id", flat=True)[:2])
    if len(found) == 1:
        return found[0]
    if fall_back and settings.default_organisation:
        return living.filter(code=settings.default_organisation).values_list("id", flat=True).first()
    return None


def join_groups(user: User, settings: MatchingSettings, identity: Identity) -> None:
    """Let a person join and leave the groups that the administrator mapped; no others."""
    if identity.groups is None:
        return
    mapped = mapping(settings.group_map, "group_map")
    if not mapped:
        return
    folded = {theirs.casefold(): code for theirs, code in mapped.items()}
    wanted = {folded[group.casefold()] for group in identity.groups if group.casefold() in folded}
    rows = dict(Group.objects.filter(code__in=set(mapped.values()), active=True).values_list("code", "id"))
    held = set(Membership.objects.filter(user=user, group_id__in=rows.values()).values_list("group_id", flat=True))
    for code, group_id in sorted(rows.items()):
        if (code in wanted) != (group_id in held):
            add, remove = ([user.id], []) if code in wanted else ([], [user.id])
            change_members(group_id, add, remove)


def fitting_username(said: str, subject: str) -> str:
    """A user name that our rules take, as near as possible to what the provider says."""
    plain = re.sub(r"[^A-Za-z0-9_.\-]", ".", said.strip()).strip(".")[:64]
    return plain if len(plain) >= 2 else re.sub(r"[^A-Za-z0-9_.\-]", ".", f"u.{subject}")[:64]


def make_person(settings: MatchingSettings, identity: Identity) -> User:
    """Make an account that only a provider opens. Raises Refused."""
    unit = organisation_of(settings, identity, fall_back=True)
    if unit is None:
        raise Refused(NO_ORGANISATION, f"机构“{identity.organisation}”在本系统没有，也没有设默认机构")
    username = fitting_username(identity.username, identity.subject)
    said = {name: str(getattr(identity, name)).strip() for name in UPDATED}
    for wrong in problems(said):
        said[wrong.path.lstrip("/")] = ""
    draft = UserDraft(
        username,
        said["name"] or username,
        unit,
        employee_no=said["employee_no"],
        phone=said["phone"],
        mail=said["mail"],
    )
    try:
        return create_user(draft)
    except Problem as problem:
        code = AMBIGUOUS if problem.code == "duplicate_username" else UNKNOWN
        raise Refused(code, problem.detail) from problem


def known_person(row: IdentityProvider, settings: MatchingSettings, identity: Identity) -> User | None:
    """The one account that the trusted property names, if the administrator trusts one; never a guess."""
    by = settings.link_by
    said = str(getattr(identity, by, "")).strip() if by != "none" else ""
    if not said or (by == "mail" and not identity.mail_verified):
        return None
    found = list(User.objects.filter(**{f"{by}__iexact": said})[:2])
    if len(found) > 1:
        raise Refused(AMBIGUOUS, f"有多个账号的{by}为“{said}”")
    if found and ExternalIdentity.objects.filter(provider=row, user=found[0]).exists():
        raise Refused(AMBIGUOUS, f"账号 {found[0].username} 已关联到身份提供方的另一个编号")
    return found[0] if found else None


def _link(row: IdentityProvider, settings: MatchingSettings, identity: Identity) -> ExternalIdentity:
    user, how = known_person(row, settings, identity), "linked"
    if user is None:
        if not settings.create_people:
            raise Refused(UNKNOWN, f"{identity.username or identity.subject} 在本系统没有账号")
        user, how = make_person(settings, identity), "created"
    link = ExternalIdentity.objects.create(
        provider=row, user=user, subject=identity.subject, username=identity.username[:255]
    )
    after = {"provider": row.key, "subject": identity.subject, "how": how, "by": settings.link_by}
    audit("user.linked", Ref("user", str(user.id), str(user)), None, after)
    return link
