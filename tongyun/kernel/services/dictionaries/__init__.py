"""Data dictionaries: shipped by packs, extended and changed by the site, chosen from in forms and item types."""

from .checking import FormValidator, require_dictionaries
from .reading import dictionary

__all__ = ["FormValidator", "dictionary", "require_dictionaries"]
