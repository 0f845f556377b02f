"""Shapes of the palette."""

from ..shapes import Schema


class SearchHitOut(Schema):
    """One row of the palette."""

    kind: str
    id: str
    title: str
    subtitle: str
    href: str
