"""The pack content that the inventory understands: types, relations, signatures and rules of data quality."""

from .quality import QUALITY
from .relations import RELATIONS
from .signatures import SIGNATURES
from .types import TYPES

__all__ = ["QUALITY", "RELATIONS", "SIGNATURES", "TYPES"]
