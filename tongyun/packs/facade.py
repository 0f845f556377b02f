"""The pack engine's door: everything a neighbour may call."""

from .queries import diff, lint, listing, schemas
from .services.applying import apply_all, install, retire

__all__ = ["apply_all", "diff", "install", "lint", "listing", "retire", "schemas"]
