"""The pack engine's door: everything a neighbour may call."""

from .queries import diff, lint, listing, schemas, site_edits
from .services.applying import apply_all, apply_one, retire

__all__ = ["apply_all", "apply_one", "diff", "lint", "listing", "retire", "schemas", "site_edits"]
