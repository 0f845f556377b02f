"""The result of one row of a bulk action."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class RowResult:
    """What became of one row; `code` is empty when it worked."""

    id: UUID
    code: str = ""
    message: str = ""

    @property
    def ok(self) -> bool:
        """Whether it worked."""
        return not self.code
