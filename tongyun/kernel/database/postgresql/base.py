"""The connection to PostgreSQL; Django finds it by the name of this module."""

from django.db.backends.postgresql import base

from ..last_things import WithLastThings


class DatabaseWrapper(WithLastThings, base.DatabaseWrapper):
    """Django's own, with last things."""
