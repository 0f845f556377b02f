"""From what a provider sends, however it calls the fields, to an identity."""

from collections.abc import Mapping
from typing import Any

from ....contracts.identity import Identity


def identity_from(
    settings: Any, subject: str, said: Mapping[str, Any], *, mail_verified: bool, username: str = ""
) -> Identity:
    """An identity by the field names in the settings; `username` stands in where the provider names none."""
    groups = values(said, settings.groups_field)
    return Identity(
        subject=subject,
        username=first(said, settings.username_field) or username,
        name=first(said, settings.name_field),
        mail=first(said, settings.mail_field),
        mail_verified=mail_verified,
        phone=first(said, settings.phone_field),
        employee_no=first(said, settings.employee_no_field),
        organisation=first(said, settings.organisation_field),
        groups=groups,
        raw=dict(said),
    )


def first(said: Mapping[str, Any], path: str) -> str:
    """The first value of a field as a text; empty when there is none."""
    found = values(said, path)
    return found[0] if found else ""


def values(said: Mapping[str, Any], path: str) -> tuple[str, ...] | None:
    """All values of a field; None when the provider does not send it. `a.b` looks into an object."""
    if not path:
        return None
    found: Any = said.get(path)
    if found is None and "." in path:
        found = said
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if found is None:
        return None
    many = found if isinstance(found, (list, tuple)) else [found]
    return tuple(str(each).strip() for each in many if isinstance(each, (str, int, float)) and str(each).strip())
