"""The people to call at a unit: their numbers are personal data, masked where they go out."""

from collections.abc import Sequence
from typing import Any

from ...contracts.personal import is_masked, mask

#: What of a contact is masked, and as what.
PERSONAL = {"phone": "phone", "mail": "mail"}

Contact = dict[str, Any]


def masked_contacts(contacts: Sequence[Contact]) -> list[Contact]:
    """Contacts as most people see them."""
    return [
        {key: mask(PERSONAL[key], value) if key in PERSONAL else value for key, value in contact.items()}
        for contact in contacts
    ]


def kept_behind_masks(entered: Sequence[Contact], known: Sequence[Contact]) -> list[Contact]:
    """What somebody means who sends contacts back as they were shown: a masked value is the one that is kept, of the
    contact of this name before any other."""
    return [{key: _meant(key, value, contact, known) for key, value in contact.items()} for contact in entered]


def _meant(key: str, value: Any, contact: Contact, known: Sequence[Contact]) -> Any:
    if key not in PERSONAL or not isinstance(value, str) or not is_masked(value):
        return value
    fitting = [each for each in known if mask(PERSONAL[key], each.get(key, "")) == value]
    fitting.sort(key=lambda each: each.get("name") != contact.get("name"))
    return fitting[0][key] if fitting else value
