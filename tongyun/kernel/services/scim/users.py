"""People over SCIM: shown, made, replaced, patched, removed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from ...contracts import Conflict, NotFound, Ref, new_id, utc_now
from ...contracts.identity import Identity, MatchingSettings
from ...models import ExternalIdentity, IdentityProvider, User
from ..audit import audit
from ..identity.errors import AMBIGUOUS, Refused
from ..identity.linking import known_person, make_person, organisation_of, ours
from ..people.accounts import activate_user, deactivate_user, edit_user
from ..people.fields import problems
from .columns import Attributes, Column, Entries, condition
from .errors import ScimError
from .patch import patched
from .remembering import emails, is_given, organization, phone_numbers, remembered, shows_active
from .resources import ENTERPRISE, URNS, USER, meta, tag_of

LISTS = frozenset({"emails", "phonenumbers"})
MOBILE, WORK = "mobile", "work"
#: The subject of somebody whose system gave no externalId.
OWN_SUBJECT = "scim:"

ATTRIBUTES: Attributes = {
    "id": Column("user__id", UUID, exact=True),
    "externalid": Column("external", exact=True),
    "username": Column("username"),
    "displayname": Column("user__name"),
    "name.formatted": Column("user__name"),
    "active": Column("user__active", bool),
    "emails": Entries(({"value": Column("user__mail"), "type": WORK, "primary": True},)),
    "phonenumbers": Entries(
        (
            {"value": Column("user__phone"), "type": MOBILE},
            {"value": Column("user__landline"), "type": WORK},
        )
    ),
    "employeenumber": Column("user__employee_no"),
    "organization": Column("user__organisation__name"),
    "meta.created": Column("created_at", datetime),
    "meta.lastmodified": Column("changed_at", datetime),
}


def provisioned(row: IdentityProvider) -> QuerySet[ExternalIdentity]:
    """The people a provider provisioned."""
    external = Case(When(subject__startswith=OWN_SUBJECT, then=Value("")), default=F("subject"))
    people = ExternalIdentity.objects.filter(provider=row, provisioned=True).annotate(external=external)
    return people.select_related("user__organisation")


def matching(row: IdentityProvider, text: str) -> QuerySet[ExternalIdentity]:
    """Those of them that a filter means. Raises ScimError."""
    people = provisioned(row)
    return people.filter(condition(text, ATTRIBUTES, URNS)) if text else people


def one(row: IdentityProvider, user_id: str) -> ExternalIdentity:
    """One of them; raises NotFound."""
    found = provisioned(row).filter(user_id=_uuid(user_id)).first()
    if found is None:
        raise NotFound("no_user", f"没有资源 {user_id[:60]}。")
    return found


def shown(link: ExternalIdentity, base: str, groups: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """A person as a SCIM resource."""
    user, kept = link.user, link.said
    mail = [{"value": user.mail, "type": WORK, "primary": True}] if user.mail else []
    phones = [(MOBILE, user.phone), (WORK, user.landline)]
    found: dict[str, Any] = {
        "schemas": [USER, ENTERPRISE],
        "id": str(user.id),
        "externalId": "" if link.subject.startswith(OWN_SUBJECT) else link.subject,
        "userName": link.username,
        "name": {"formatted": user.name} if is_given(kept, "name") else {},
        "displayName": user.name if is_given(kept, "displayName") else "",
        "active": user.active if shows_active(kept, user) else "",
        "emails": emails(kept, user, mail),
        "phoneNumbers": phone_numbers(kept, user, [{"value": own, "type": kind} for kind, own in phones if own]),
        "groups": [{"value": key, "$ref": f"{base}/Groups/{key}", "display": name} for key, name in groups],
        ENTERPRISE: {
            "employeeNumber": user.employee_no,
            "organization": organization(kept, user, user.organisation.name if user.organisation else ""),
        },
    }
    found[ENTERPRISE] = {name: own for name, own in found[ENTERPRISE].items() if own}
    found = {name: own for name, own in found.items() if own not in ("", [], {})}
    return found | {"meta": meta("User", f"{base}/Users/{user.id}", link.created_at, link.changed_at, found)}


@transaction.atomic
def create(row: IdentityProvider, settings: MatchingSettings, said: Mapping[str, Any]) -> ExternalIdentity:
    """Provision a person: one this provider knew before, one it may link, or a new one.

    Raises:
        Conflict: (uniqueness) the person is provisioned already, or the name belongs to somebody else.
        ScimError: (invalidValue) a value breaks its rule.
    """
    wanted = _read(said)
    _free(row, wanted, None)
    link = _known(row, wanted)
    if link is None:
        user = _linked_or_made(row, settings, wanted)
        link = ExternalIdentity(provider=row, user=user, subject=wanted.subject or f"{OWN_SUBJECT}{new_id()}")
    link.provisioned = True
    link.save()
    audit("user.provisioned", Ref("user", str(link.user_id), str(link.user)), None, {"provider": row.key})
    return _bring(row, settings, link, {"active": True, **said}, wanted)


@transaction.atomic
def replace(
    row: IdentityProvider, settings: MatchingSettings, user_id: str, said: Mapping[str, Any], tag: str
) -> ExternalIdentity:
    """Make a person what the resource says; read-only attributes are passed over. Raises as `create`, and Stale."""
    link = _locked(row, user_id, tag)
    wanted = _read(said)
    _free(row, wanted, link)
    return _bring(row, settings, link, {"active": True, **said}, wanted)


@transaction.atomic
def change(
    row: IdentityProvider, settings: MatchingSettings, user_id: str, operations: Sequence[Mapping[str, Any]], tag: str
) -> ExternalIdentity:
    """Apply the operations of a PATCH, all or none. Raises as `replace`."""
    link = _locked(row, user_id, tag)
    before = shown(link, "")
    after = patched(before, operations, LISTS, URNS)
    for name in ("id", "meta", "groups"):
        if after.get(name) != before.get(name):
            raise ScimError("mutability", f"{name} 不能修改。")
    if "externalId" in before and "externalId" not in after:
        link.subject = f"{OWN_SUBJECT}{new_id()}"
    wanted = _read(_meant(link.user, before, after))
    _free(row, wanted, link)
    return _bring(row, settings, link, after, wanted)


@transaction.atomic
def remove(row: IdentityProvider, user_id: str, tag: str) -> None:
    """The person is gone for the provider; the account is switched off and kept, for its history."""
    link = _locked(row, user_id, tag)
    if link.user.active and not ours(link.user):
        deactivate_user(link.user_id, "统一身份系统删除")
    link.provisioned = False
    link.changed_at = utc_now()
    link.save()
    audit("user.deprovisioned", Ref("user", str(link.user_id), str(link.user)), None, {"provider": row.key})


def _meant(user: User, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What a PATCH means: of two names the one it changed; what it took away and we must have stays as it is."""
    meant = dict(after)
    if after.get("name") != before.get("name") and after.get("displayName") == before.get("displayName"):
        meant.pop("displayName", None)
    if not meant.get("displayName") and not meant.get("name"):
        meant["displayName"] = user.name
    return {"active": user.active, **meant}


def _bring(
    row: IdentityProvider, settings: MatchingSettings, link: ExternalIdentity, said: Mapping[str, Any], wanted: Identity
) -> ExternalIdentity:
    """Bring link and account to what is wanted; sessions of somebody switched off are closed with it."""
    user = link.user
    if not ours(user):
        changes = _changes(settings, user, said, wanted)
        if changes:
            user = edit_user(user.id, user.version, changes, reason="统一身份系统同步")
        if wanted.active and not user.active:
            user = activate_user(user.id)
        elif user.active and not wanted.active:
            user = deactivate_user(user.id, "统一身份系统停用")
    elif wanted.active != user.active:
        raise ScimError("mutability", "此账号有本系统口令，不由外部系统启用或停用。")
    link.user, link.username = user, wanted.username
    link.said = {} if ours(user) else remembered(said, user)
    if wanted.subject:
        link.subject = wanted.subject
    link.changed_at = utc_now()
    link.save()
    return one(row, str(user.id))


def _changes(settings: MatchingSettings, user: User, said: Mapping[str, Any], wanted: Identity) -> dict[str, Any]:
    values = {
        "name": wanted.name,
        "mail": wanted.mail,
        "phone": wanted.phone,
        "landline": _phone(said, WORK),
        "employee_no": wanted.employee_no,
    }
    broken = problems(values)
    if broken:
        raise ScimError("invalidValue", "；".join(f"{each.path.lstrip('/')}：{each.message}" for each in broken))
    changes: dict[str, Any] = {name: own for name, own in values.items() if getattr(user, name) != own}
    unit = organisation_of(settings, wanted, fall_back=False)
    if unit is not None and unit != user.organisation_id:
        changes["organisation_id"] = unit
    return changes


def _read(said: Mapping[str, Any]) -> Identity:
    """What a resource says of a person. Raises ScimError for what is missing or of the wrong type."""
    username = said.get("userName")
    if not isinstance(username, str) or not username.strip() or len(username) > 255:
        raise ScimError("invalidValue", "userName 须为 1 至 255 字的文字。")
    name, extension = _object(said, "name"), _object(said, ENTERPRISE)
    given = " ".join(filter(None, (_text(name, "familyName"), _text(name, "givenName"))))
    given = given if given.isascii() else given.replace(" ", "")
    return Identity(
        subject=_text(said, "externalId"),
        username=username.strip(),
        name=_text(said, "displayName") or _text(name, "formatted") or given or username.strip()[:100],
        mail=_entry(said.get("emails"), WORK),
        mail_verified=True,
        phone=_phone(said, MOBILE),
        employee_no=_text(extension, "employeeNumber"),
        organisation=_text(extension, "organization") or _text(extension, "department"),
        active=_switch(said.get("active", True)),
    )


def _free(row: IdentityProvider, wanted: Identity, link: ExternalIdentity | None) -> None:
    """A user name and an external id belong to one person of a provider."""
    others = ExternalIdentity.objects.filter(provider=row, provisioned=True)
    if link is not None:
        others = others.exclude(id=link.id)
    if others.filter(username__iexact=wanted.username).exists():
        raise Conflict("uniqueness", f"userName “{wanted.username}”已被使用。")
    if wanted.subject and others.filter(subject=wanted.subject).exists():
        raise Conflict("uniqueness", f"externalId “{wanted.subject}”已被使用。")


def _known(row: IdentityProvider, wanted: Identity) -> ExternalIdentity | None:
    """Somebody who signed in before being provisioned, or who comes back."""
    before = ExternalIdentity.objects.select_for_update().select_related("user").filter(provider=row, provisioned=False)
    by = Q(subject=wanted.subject) if wanted.subject else Q(subject__startswith=OWN_SUBJECT, username=wanted.username)
    return before.filter(by).first()


def _linked_or_made(row: IdentityProvider, settings: MatchingSettings, wanted: Identity) -> User:
    try:
        return known_person(row, settings, wanted) or make_person(settings, wanted)
    except Refused as refused:
        if refused.code == AMBIGUOUS:
            raise Conflict("uniqueness", refused.reason) from refused
        raise ScimError("invalidValue", refused.reason) from refused


def _locked(row: IdentityProvider, user_id: str, tag: str) -> ExternalIdentity:
    ExternalIdentity.objects.select_for_update().filter(provider=row, user_id=_uuid(user_id)).first()
    link = one(row, user_id)
    tag_of(shown(link, ""), tag)
    return link


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("no_user", f"没有资源 {text[:60]}。") from None


def _text(said: Mapping[str, Any], name: str) -> str:
    own = said.get(name)
    if own is None:
        return ""
    if not isinstance(own, str):
        raise ScimError("invalidValue", f"{name} 应为文字。")
    return own.strip()


def _object(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    own = said.get(name)
    return own if isinstance(own, dict) else {}


def _switch(value: Any) -> bool:
    """A boolean; some clients send it as a text."""
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise ScimError("invalidValue", "active 应为 true 或 false。")
    return value


def _phone(said: Mapping[str, Any], kind: str) -> str:
    return _entry(said.get("phoneNumbers"), kind, strict=True)


def _entry(many: Any, kind: str, *, strict: bool = False) -> str:
    """The value of this kind; else the primary or first one. `strict`: else only a mobile number without a kind."""
    if many in (None, ""):
        return ""
    entries = many if isinstance(many, list) else [many]
    if not all(isinstance(entry, dict) for entry in entries):
        raise ScimError("invalidValue", "多值属性的每一项应为对象。")
    named = [entry for entry in entries if str(entry.get("type", "")).lower() == kind]
    if strict and not named:
        named = [entry for entry in entries if not entry.get("type")] if kind == MOBILE else []
    elif not named:
        named = sorted(entries, key=lambda entry: entry.get("primary") is not True)
    return _text(named[0], "value") if named else ""
