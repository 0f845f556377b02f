"""What rooms declare while they are wired: permissions, and fields that a role may hide."""

from collections.abc import Collection

from ...contracts import Hideable, Permission, Registry

permissions: Registry[Permission] = Registry("permissions", key=lambda permission: permission.key)
hideable: Registry[Hideable] = Registry("hideable fields", key=lambda entry: entry.resource)

#: A role with this permission holds every one of its realm.
EVERYTHING = "*"
#: Rights that may stand in a role of any realm.
SHARED = "shared"


def declare(*entries: Permission) -> None:
    """Make permissions known; called while a room is wired."""
    for entry in entries:
        permissions.register(entry)


def declare_hideable(*entries: Hideable) -> None:
    """Make fields known that a role may hide; called while a room is wired."""
    for entry in entries:
        hideable.register(entry)


def expanded(keys: Collection[str], realm: str) -> frozenset[str]:
    """The permissions that a role of a realm gives. Rights of another realm give nothing, whatever the list says."""
    wanted = set(keys)
    return frozenset(
        entry.key
        for entry in permissions
        if entry.realm in (realm, SHARED) and (EVERYTHING in wanted or entry.key in wanted)
    )
