"""What somebody is told whose upload is refused."""

from ..contracts import FieldError, Invalid


def refused(code: str, detail: str) -> Invalid:
    """The file as a whole is refused."""
    return Invalid(code, detail, [FieldError("/file", detail)])
