"""The pack content that the inventory understands: types, relations and signatures."""

from .relations import RELATIONS
from .signatures import SIGNATURES
from .types import TYPES

__all__ = ["RELATIONS", "SIGNATURES", "TYPES"]
