"""What trusted verification registers at start."""

from ..audit import declare_stream
from ..audit.streams import SECURITY
from ..schedules.keeping import register_schedule
from .checking import check_and_tell


def wire() -> None:
    """Declare its stream and the nightly comparison."""
    declare_stream(SECURITY, "trust")
    register_schedule(
        "kernel.trust",
        "程序可信验证",
        "20 3 * * *",
        _nightly,
        title_en="Trusted verification of the program",
        transactional=False,
    )


def _nightly() -> None:
    check_and_tell()
