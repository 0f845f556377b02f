"""The digests of what runs: the program's own files with the site's packs, and the libraries beside it."""

import hashlib
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

import tongyun

PROGRAM, LIBRARIES = "program", "libraries"
PARTS = (PROGRAM, LIBRARIES)
#: Folders and files beside the package that are the program too; what is not there is not measured.
BESIDE = ("agent", "packs", "schemas", "web/dist", "requirements/run.txt")
#: What Python writes by itself.
UNMEASURED = frozenset({"__pycache__"})
PIECE = 1 << 20

Digests = dict[str, str]


def measured(part: str) -> Digests:
    """SHA-256 of every file of a part, by its path within it."""
    root = Path(tongyun.__file__).resolve().parents[1]
    if part == LIBRARIES:
        libraries = Path(sysconfig.get_path("purelib")).resolve()
        return {str(path.relative_to(libraries)): digest(path) for path in _files(libraries)}
    places = [root / "tongyun", *(root / name for name in BESIDE)]
    own = {str(path.relative_to(root)): digest(path) for place in places for path in _files(place)}
    site = [place.resolve() for place in settings.TONGYUN.packs]
    return own | {str(path): digest(path) for place in site for path in _files(place)}


def digest(path: Path) -> str:
    """SHA-256 of a file in hex; of one that cannot be read, why."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                found.update(piece)
    except OSError as error:
        return f"unreadable: {error.strerror}"
    return found.hexdigest()


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.is_file() and not UNMEASURED & set(path.parts):
                yield path
