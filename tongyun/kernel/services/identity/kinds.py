"""The kinds of identity provider: their settings, and the code that speaks to them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol, cast
from urllib.parse import urlencode

from django.conf import settings as django_settings

from ...contracts import FieldError, Invalid
from ...contracts.identity import (
    SECRET,
    CasSettings,
    Identity,
    LdapSettings,
    MatchingSettings,
    OidcSettings,
    SamlSettings,
    ScimSettings,
    Step,
)
from ...contracts.policies import policy_schema

#: Where other systems find us; they have these addresses in their own settings.
ADDRESS = "/api/v1/sign-in"


@dataclass(frozen=True)
class Kind:
    """How one kind is set up and used. `way`: by sending the browser away, by a form of ours, or not at all."""

    settings: type[MatchingSettings]
    title: str
    title_en: str
    way: str
    module: str = ""


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "oidc": Kind(OidcSettings, "OpenID Connect", "OpenID Connect", "redirect", "oidc"),
        "saml": Kind(SamlSettings, "SAML 2.0", "SAML 2.0", "redirect", "saml"),
        "cas": Kind(CasSettings, "CAS 3.0", "CAS 3.0", "redirect", "cas"),
        "ldap": Kind(LdapSettings, "LDAP / Active Directory", "LDAP / Active Directory", "password", "ldap"),
        "scim": Kind(ScimSettings, "SCIM 2.0（仅同步人员）", "SCIM 2.0 (provisioning only)", "none"),
    }
)


@dataclass(frozen=True)
class Provider:
    """A provider as the code that speaks to it sees it: its settings in the clear, and its addresses here."""

    id: str
    key: str
    kind: str
    title: str
    settings: Any

    def address(self, end: str, **query: str) -> str:
        """One of our addresses for this provider, as the world reaches it."""
        tail = f"?{urlencode(query)}" if query else ""
        return f"{django_settings.TONGYUN.public_url}{ADDRESS}/{self.key}/{end}{tail}"


class Redirecting(Protocol):
    """A backend that sends the browser away and reads what it brings back."""

    def begin(self, provider: Provider, state: str) -> tuple[str, dict[str, str]]:
        """Where to send the browser, and what to remember until it comes back."""

    def finish(self, provider: Provider, state: str, kept: Mapping[str, str], sent: Mapping[str, str]) -> Identity:
        """Who the provider says it is. Raises Refused."""

    def probe(self, provider: Provider) -> list[Step]:
        """Try the connection, step by step; ends at the first step that fails."""


class Asking(Protocol):
    """A backend that takes name and password."""

    def authenticate(self, provider: Provider, username: str, password: str) -> Identity:
        """Whose name and password these are. Raises Refused."""

    def people(self, provider: Provider) -> list[Identity]:
        """Everybody the provider knows. Raises Refused."""

    def probe(self, provider: Provider) -> list[Step]:
        """Try the connection, step by step; ends at the first step that fails."""


def redirecting(kind: str) -> Redirecting:
    """The backend of a kind whose way is `redirect`."""
    return cast(Redirecting, _backend(kind))


def asking(kind: str) -> Asking:
    """The backend of a kind whose way is `password`."""
    return cast(Asking, _backend(kind))


def _backend(kind: str) -> Any:
    return import_module(f"{__package__}.backends.{KINDS[kind].module}")


@cache
def settings_schema(kind: str) -> dict[str, Any]:
    """The form of a kind: the connection first, matching people last."""
    schema = policy_schema(KINDS[kind].settings)
    matching = {field.name for field in fields(MatchingSettings)} | {"sync_minutes"}
    for name, own in schema["properties"].items():
        if name in matching:
            own["x-order"] = 2000
    schema["required"] = [
        name for name, own in schema["properties"].items() if own.get("minLength") and not own["default"]
    ]
    return schema


@cache
def secret_fields(kind: str) -> frozenset[str]:
    """The settings of a kind that are sealed."""
    return frozenset(name for name, own in settings_schema(kind)["properties"].items() if own.get(SECRET))


def mapping(text: str, field: str) -> dict[str, str]:
    """`their word => our code`, one a line, as a dictionary. Raises Invalid naming the line."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        theirs, arrow, ours = line.rpartition("=>")
        if not (arrow and theirs.strip() and ours.strip()):
            reason = f"第 {number} 行应为“对方的名称 => 本系统编码”"
            raise Invalid("bad_mapping", reason, [FieldError(f"/settings/{field}", reason)])
        found[theirs.strip()] = ours.strip()
    return found
