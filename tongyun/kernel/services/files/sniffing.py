"""Is the content what the name claims? Both must agree; what a browser said of the type is not asked."""

import zipfile
from importlib import import_module
from typing import IO

from ...contracts.files import FileKind
from ..uploads import refused

HEAD = 64 << 10
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How a ZIP begins: with an entry, as an empty one, or as a part of several.
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
TAR, TAR_AT = b"ustar", 257
#: So much of a content tells an archive.
PEEK = TAR_AT + len(TAR)
ENCODINGS = ("utf-8-sig", "gb18030")
#: Control characters that no text has; tab, line ends and form feed are left.
NO_TEXT = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def check_content(content: IO[bytes], kind: FileKind) -> None:
    """Raise Invalid when the content does not bear out the kind. Leaves the file at its beginning."""
    content.seek(0)
    head = content.read(HEAD)
    if not head:
        raise refused("empty_file", "文件是空的。")
    fits = {"magic": _by_magic, "compound": _is_compound, "text": _is_text, "zip": _has_parts}[kind.proof]
    if not fits(content, head, kind):
        raise refused("file_type_mismatch", f"文件内容与扩展名 .{kind.extension} 不符，或文件已损坏、被加密。")
    content.seek(0)


def is_zip(head: bytes) -> bool:
    """Whether a content begins as a ZIP does. Many programs find a ZIP behind anything: that is not taken for one."""
    return head.startswith(ZIP)


def is_tar(head: bytes) -> bool:
    """Whether a content begins as a tar does; its first `PEEK` bytes tell."""
    return head[TAR_AT:PEEK] == TAR


def text_of(raw: bytes, *, whole: bool) -> tuple[str, str] | None:
    """A text and its encoding; None for what is none. Of a part the last, perhaps cut, character is left out."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        even = raw[: len(raw) // 2 * 2]
        return _decoded(even, "utf-16", whole)
    if raw.translate(None, NO_TEXT) != raw:
        return None
    for encoding in ENCODINGS:
        found = _decoded(raw, encoding, whole)
        if found is not None:
            return found
    return None


def _decoded(raw: bytes, encoding: str, whole: bool) -> tuple[str, str] | None:
    for cut in range(1 if whole else 4):
        try:
            return raw[: len(raw) - cut].decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    return None


def _by_magic(content: IO[bytes], head: bytes, kind: FileKind) -> bool:
    if ".tar" in kind.signs:
        return is_tar(head)
    # Loaded by whoever uploads first: its tables cost each start a tenth of a second.
    puremagic = import_module("puremagic")
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return False
    return any(match.extension in kind.signs for match in found)


def _is_compound(content: IO[bytes], head: bytes, kind: FileKind) -> bool:
    return head.startswith(COMPOUND)


def _is_text(content: IO[bytes], head: bytes, kind: FileKind) -> bool:
    return text_of(head, whole=len(head) < HEAD) is not None


def _has_parts(content: IO[bytes], head: bytes, kind: FileKind) -> bool:
    """Archives of parts; a document with macros is none of the kinds that can be allowed."""
    if not is_zip(head):
        return False
    try:
        names = set(zipfile.ZipFile(content).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    if not kind.signs:
        return True
    macros = any("vbaproject" in name.lower() for name in names)
    return bool(kind.signs & names) and not macros
