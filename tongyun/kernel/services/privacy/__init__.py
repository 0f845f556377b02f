"""Personal data in clear only for whom they belong to, and for whoever says why; each look is in the audit trail."""

from ..audit.deltas import masked_text
from .showing import REVEAL, clearly, shown, without_personal
from .telling import reveal, reveal_rows

__all__ = ["REVEAL", "clearly", "masked_text", "reveal", "reveal_rows", "shown", "without_personal"]
