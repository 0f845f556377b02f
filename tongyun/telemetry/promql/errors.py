"""The errors a PromQL query may end with, named as the Prometheus HTTP API names them."""

from __future__ import annotations

from typing import Literal

ErrorType = Literal["bad_data", "execution", "timeout"]


class PromqlError(Exception):
    """A query that cannot be answered; `type` is the `errorType` of the Prometheus HTTP API."""

    def __init__(self, type: ErrorType, message: str) -> None:
        super().__init__(message)
        self.type: ErrorType = type
        self.message = message


class PromqlUnsupported(PromqlError):  # noqa: N818 - the name of the state, as in `route`
    """A valid query with a construct that this engine does not compute exactly, and therefore refuses."""

    def __init__(self, message: str) -> None:
        super().__init__("bad_data", f"unsupported: {message}")


def bad_data(message: str) -> PromqlError:
    """The query itself is wrong."""
    return PromqlError("bad_data", message)


def failed(message: str) -> PromqlError:
    """The query is well formed, but its evaluation over this data is an error."""
    return PromqlError("execution", message)
