"""What a provider said of a person where our own record keeps less: the kinds of addresses, a unit unknown here.

A client that reads something else than it wrote would write it again at each run. So it is shown its own words, unless
the record was changed here since: then it is shown what is here.
"""

from collections.abc import Mapping
from typing import Any

from ...models import User
from .resources import ENTERPRISE

MAX_ENTRIES, MAX_TEXT = 20, 255
NAMES = ("displayName", "name")


def remembered(said: Mapping[str, Any], user: User) -> dict[str, Any]:
    """What is to be kept of a resource, beside what the record held when it was said."""
    extension = said.get(ENTERPRISE)
    unit = extension.get("organization") if isinstance(extension, Mapping) else None
    return {
        "given": [name for name in NAMES if said.get(name)],
        "active": {"said": "active" in said, "here": user.active},
        "emails": {"said": _entries(said.get("emails")), "here": _mail(user)},
        "phoneNumbers": {"said": _entries(said.get("phoneNumbers")), "here": _phones(user)},
        "organization": {"said": unit[:MAX_TEXT] if isinstance(unit, str) else "", "here": _unit(user)},
    }


def is_given(kept: Mapping[str, Any], name: str) -> bool:
    """Whether the provider gave this attribute, or nothing was kept of what it gave."""
    return not kept or name in kept["given"]


def shows_active(kept: Mapping[str, Any], user: User) -> bool:
    """Whether to show `active`: always, unless the provider took it away and nobody switched the account since."""
    return bool(_recalled(kept, "active", user.active, True))


def emails(kept: Mapping[str, Any], user: User, plain: list[Any]) -> list[Any]:
    """The mail addresses to show; `plain` is what the record alone would give."""
    return list(_recalled(kept, "emails", _mail(user), plain))


def phone_numbers(kept: Mapping[str, Any], user: User, plain: list[Any]) -> list[Any]:
    """The telephone numbers to show."""
    return list(_recalled(kept, "phoneNumbers", _phones(user), plain))


def organization(kept: Mapping[str, Any], user: User, plain: str) -> str:
    """The unit's name to show."""
    return str(_recalled(kept, "organization", _unit(user), plain))


def _recalled(kept: Mapping[str, Any], name: str, here: Any, plain: Any) -> Any:
    return kept[name]["said"] if kept and kept[name]["here"] == here else plain


def _entries(many: Any) -> list[dict[str, Any]]:
    entries = many if isinstance(many, list) else [many]
    return [_entry(entry) for entry in entries[:MAX_ENTRIES] if isinstance(entry, Mapping) and entry.get("value")]


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: str(entry[name])[:MAX_TEXT] for name in ("value", "type") if entry.get(name)}
    return {**texts, "primary": entry["primary"]} if isinstance(entry.get("primary"), bool) else texts


def _mail(user: User) -> str:
    return user.mail


def _phones(user: User) -> list[str]:
    return [user.phone, user.landline]


def _unit(user: User) -> str:
    return str(user.organisation_id or "")
