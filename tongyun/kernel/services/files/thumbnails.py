"""Thumbnails, made by a process of its own: a decoder that falls over a hostile picture takes nothing along."""

import logging
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from ..pieces import pieces
from . import places

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("thumbnail_program.py")
PATIENCE_S = 30
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"})
MEDIA_TYPE = "image/webp"


def pictured(media_type: str) -> bool:
    """Whether files of this type have thumbnails."""
    return media_type in PICTURES


def make_thumbnail(place: str) -> bool:
    """Make the thumbnail of what lies in a place; False for a picture that cannot be read."""
    with TemporaryDirectory(prefix="tongyun-thumbnail-") as folder:
        whole, small = Path(folder) / "whole", Path(folder) / "small"
        with whole.open("wb") as copy:
            for piece in pieces(places.fetch(place)):
                copy.write(piece)
        command = [sys.executable, "-I", str(PROGRAM), str(whole), str(small)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_S, cwd=folder, env={})
        except (subprocess.SubprocessError, OSError) as error:
            said = getattr(error, "stderr", None) or b""
            logger.warning("no thumbnail of %s: %s %s", place, error, said[-300:].decode("utf-8", "replace"))
            return False
        places.keep_beside(small, place + places.THUMBNAIL)
    return True
