"""A content piece by piece, in constant memory."""

from collections.abc import Iterator
from typing import IO

PIECE = 1 << 20


def pieces(content: IO[bytes]) -> Iterator[bytes]:
    """What is left of a content; it is closed at the end, whatever happens."""
    with content:
        while piece := content.read(PIECE):
            yield piece
