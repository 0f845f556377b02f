"""Names of files are for people: shown and sent along, never a path."""

import re
import unicodedata

from ...contracts.files import KINDS, FileKind, FilePolicy
from ..policies import policy
from ..texts import HIDDEN
from ..uploads import refused

MAX_NAME = 200
#: What some system takes for a path, a stream or a wildcard.
SPECIAL = re.compile(r'[<>:"|?*]')


def clean_name(given: str) -> str:
    """The last part of what was given, without what cannot be seen; raises Invalid when nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in HIDDEN)
    name = SPECIAL.sub("_", seen).strip(" .")
    if not name:
        raise refused("no_file_name", "文件没有名称。")
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    return f"{stem[: MAX_NAME - len(extension) - 1]}{dot}{extension}" if len(extension) < 20 else name[:MAX_NAME]


def kind_of(name: str) -> FileKind:
    """The kind that a name claims; raises Invalid when it is not allowed here."""
    stem, _, extension = name.rpartition(".")
    kind = KINDS.get(extension.lower()) if stem else None
    if kind is None or kind.extension not in policy(FilePolicy).allowed:
        shown = f".{extension}" if stem else "没有扩展名"
        raise refused("file_kind_not_allowed", f"不允许上传此类文件（{shown[:20]}）。")
    return kind
