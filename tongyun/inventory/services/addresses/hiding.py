"""What roles hide of what items say of addresses, by hiding the attributes that say it."""

from collections.abc import Callable

from tongyun.kernel.facade import hidden_fields, is_hidden

from ...catalogue import catalogue
from ...queries import RESOURCE
from .reading import PLANNED


def tells_holders() -> bool:
    """Whether the caller may know which items say to have addresses: its roles hide no attribute that says it."""
    return not _is_hidden(lambda role: role not in PLANNED)


def tells_gateways() -> bool:
    """Whether the caller may know the gateways of prefixes."""
    return not _is_hidden(lambda role: role == "gateway")


def _is_hidden(meant: Callable[[str], bool]) -> bool:
    hidden = hidden_fields(RESOURCE)
    parts = (pair for view in catalogue().types.values() for pair in view.addresses.items()) if hidden else ()
    return any(meant(part.role) and is_hidden(f"attributes.{name}", hidden) for name, part in parts)
