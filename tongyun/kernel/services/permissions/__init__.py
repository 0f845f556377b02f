"""What an actor may do, and on which records.

`declared` knows the permissions; `separation` keeps the three administrators apart; `effective` reads what a user's
grants give; `checks` answers questions about the actor; `holders` asks the other way round.
"""

from .checks import allows, hidden_fields, may, permissions_of, reach_of, require, visible, within
from .declared import declare, declare_hideable, hideable, permissions
from .granting import holds_seat, protect_administrator, refuse_last_administrator, refuse_own_gain
from .holders import users_with
from .opened import SIGNED_IN, is_opened

__all__ = [
    "SIGNED_IN",
    "allows",
    "declare",
    "declare_hideable",
    "hidden_fields",
    "hideable",
    "holds_seat",
    "is_opened",
    "may",
    "permissions",
    "permissions_of",
    "protect_administrator",
    "reach_of",
    "refuse_last_administrator",
    "refuse_own_gain",
    "require",
    "users_with",
    "visible",
    "within",
]
