"""Look at an uploaded workbook before anything opens it: bombs, entities, macros and old formats are refused."""

import io
import zipfile

from ...contracts.tables import TableLimits
from ..uploads import refused

#: What a table of people, units or entries may have.
USUAL = TableLimits()
MAX_BYTES = USUAL.bytes
MAX_RATIO = 200
MAX_ENTRIES = 500
PEEK = 64 << 10
OLE = b"\xd0\xcf\x11\xe0"


def check_size(content: bytes, limits: TableLimits = USUAL) -> None:
    """Refuse what is empty or too large."""
    if not content:
        raise refused("empty_file", "文件是空的。")
    if len(content) > limits.bytes:
        raise refused("file_too_large", f"文件超过 {limits.bytes >> 20} MiB 的上限，请分批导入。")


def check_workbook(content: bytes, limits: TableLimits = USUAL) -> None:
    """Refuse an xlsx that would unpack to too much, or that holds what a table never needs.

    The sizes that the archive announces bound what reading it gives, so a forged size does not get past this.
    """
    if content.startswith(OLE):
        raise refused("old_format", "这是旧版 .xls 或加密的工作簿，请在表格软件中另存为未加密的 .xlsx。")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise refused("not_a_workbook", "文件不是有效的 .xlsx 工作簿。") from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > limits.unpacked or unpacked > MAX_RATIO * len(content):
        raise refused("zip_bomb", "工作簿解压后过大，已拒绝。")
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise refused("not_a_workbook", "文件不是有效的 .xlsx 工作簿。")
    if any("vbaproject" in name.lower() for name in names):
        raise refused("macros", "工作簿含有宏，已拒绝；请另存为不含宏的 .xlsx。")
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            _check_xml(archive, entry)


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """A document type can only stand before the first element; no honest workbook has one, nor another encoding."""
    try:
        with archive.open(entry) as part:
            head = part.read(PEEK)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise refused("not_a_workbook", "工作簿已损坏或被加密。") from error
    if b"<!" in head.replace(b"<!--", b"") or head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head:
        raise refused("unsafe_xml", "工作簿含有不允许的 XML 声明，已拒绝。")
