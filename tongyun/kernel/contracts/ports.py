"""A port: the lower room defines the question, an upper room registers the answer."""

from typing import Generic, TypeVar

T = TypeVar("T")


class PortNotRegisteredError(RuntimeError):
    """Nobody answered this port: a wiring mistake of the composition root, not of a user."""


class Port(Generic[T]):
    """Holds the one implementation that an upper room registered at start."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._implementation: T | None = None

    def register(self, implementation: T) -> None:
        """Answer this port. Registering again replaces the answer, so that wiring is idempotent."""
        self._implementation = implementation

    def get(self) -> T:
        """The registered answer; raises PortNotRegisteredError when nobody registered one."""
        if self._implementation is None:
            raise PortNotRegisteredError(f"port {self.name} has no implementation")
        return self._implementation
