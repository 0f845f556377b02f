"""Permissions are declared by the code that checks them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Permission:
    """`resource:verb`, with the words an administrator reads when granting it."""

    key: str
    title_zh: str
    title_en: str
