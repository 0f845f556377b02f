"""Permissions are declared by the code that checks them; so are the fields that a role may hide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: Whose business a right is. `shared` may stand in any role; the other four exclude one another as `separation` says.
Realm = Literal["business", "shared", "system", "security", "audit"]


@dataclass(frozen=True)
class Permission:
    """`resource:verb`, with the words an administrator reads when granting it.

    `realm` names the administrator whose right it is (三权分立); an ordinary right is `business`. A right that cannot
    be cut by organisation is not `scoped`: it takes effect only where it is granted for everything.
    """

    key: str
    title_zh: str
    title_en: str
    realm: Realm = "business"
    scoped: bool = True


@dataclass(frozen=True)
class Hideable:
    """Fields of a resource that a role may hide, by public name: {"phone": ("电话", "Phone")}.

    A name that ends in `.*` stands for every key of an object, such as the attributes of an item.
    """

    resource: str
    title_zh: str
    title_en: str
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)
