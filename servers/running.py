"""What is started, runs, and is stopped whatever happens."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Running(ABC):
    """A context manager over start and stop; a start that fails half-way is stopped as well."""

    @abstractmethod
    def start(self) -> None:
        """Start it and wait until it is usable."""

    @abstractmethod
    def stop(self) -> None:
        """End it for good; harmless when it does not run."""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
