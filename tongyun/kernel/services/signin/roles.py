"""The roles a user holds, by key."""

from typing import Any

from ..permissions.effective import access_of


def role_keys_of(user_id: Any) -> frozenset[str]:
    """Keys of all roles that are in force for a user, however they came: in person, by group or by post."""
    return frozenset(held.role for held in access_of(user_id).held if not held.idle)
