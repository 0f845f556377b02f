"""Files: what may be stored, what they hang on, and how rooms speak of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from .policies import entry

#: How the content of a kind is told: by its first bytes, as an archive of known parts, as a compound document, as text.
Proof = Literal["magic", "zip", "compound", "text"]
Group = Literal["image", "document", "text", "archive", "media"]


@dataclass(frozen=True)
class FileKind:
    """One kind of file, by its extension. `signs` are what its content must show: extensions that the first bytes stand
    for (`magic`), or names of parts of which one must be there (`zip`)."""

    extension: str
    media_type: str
    group: Group
    proof: Proof
    signs: frozenset[str] = frozenset()


def _kinds(group: Group, proof: Proof, table: Mapping[str, tuple[str, str]]) -> list[FileKind]:
    return [FileKind(key, media, group, proof, frozenset(signs.split())) for key, (media, signs) in table.items()]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

#: Everything that can be allowed. What runs, or what a browser would run (HTML, SVG), is not among it.
KINDS: Final[Mapping[str, FileKind]] = {
    kind.extension: kind
    for kind in [
        *_kinds(
            "image",
            "magic",
            {
                "png": ("image/png", ".png"),
                "jpg": ("image/jpeg", ".jpg .jpeg .jfif"),
                "jpeg": ("image/jpeg", ".jpg .jpeg .jfif"),
                "gif": ("image/gif", ".gif"),
                "webp": ("image/webp", ".webp"),
                "bmp": ("image/bmp", ".bmp"),
                "tif": ("image/tiff", ".tif .tiff"),
                "tiff": ("image/tiff", ".tif .tiff"),
            },
        ),
        *_kinds(
            "document",
            "magic",
            {"pdf": ("application/pdf", ".pdf"), "rtf": ("application/rtf", ".rtf")},
        ),
        *_kinds(
            "document",
            "zip",
            {
                "docx": (f"{_OFFICE}.wordprocessingml.document", "word/document.xml"),
                "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", "xl/workbook.xml"),
                "pptx": (f"{_OFFICE}.presentationml.presentation", "ppt/presentation.xml"),
                "vsdx": ("application/vnd.ms-visio.drawing", "visio/document.xml"),
                "odt": (f"{_OPEN}.text", "content.xml"),
                "ods": (f"{_OPEN}.spreadsheet", "content.xml"),
                "odp": (f"{_OPEN}.presentation", "content.xml"),
                "ofd": ("application/ofd", "OFD.xml"),
            },
        ),
        *_kinds(
            "document",
            "compound",
            {
                "doc": ("application/msword", ""),
                "xls": ("application/vnd.ms-excel", ""),
                "ppt": ("application/vnd.ms-powerpoint", ""),
                "vsd": ("application/vnd.visio", ""),
                "wps": ("application/vnd.ms-works", ""),
                "et": ("application/vnd.ms-excel", ""),
                "dps": ("application/vnd.ms-powerpoint", ""),
                "msg": ("application/vnd.ms-outlook", ""),
            },
        ),
        *_kinds(
            "text",
            "text",
            {
                "txt": ("text/plain", ""),
                "log": ("text/plain", ""),
                "md": ("text/markdown", ""),
                "csv": ("text/csv", ""),
                "json": ("application/json", ""),
                "yaml": ("application/yaml", ""),
                "yml": ("application/yaml", ""),
                "xml": ("application/xml", ""),
                "ini": ("text/plain", ""),
                "conf": ("text/plain", ""),
                "sql": ("application/sql", ""),
                "eml": ("message/rfc822", ""),
            },
        ),
        *_kinds("archive", "zip", {"zip": ("application/zip", "")}),
        *_kinds(
            "archive",
            "magic",
            {
                "gz": ("application/gzip", ".gz"),
                "tgz": ("application/gzip", ".gz"),
                "tar": ("application/x-tar", ".tar"),
                "7z": ("application/x-7z-compressed", ".7z"),
                "rar": ("application/vnd.rar", ".rar"),
            },
        ),
        *_kinds(
            "media",
            "magic",
            {
                "mp4": ("video/mp4", ".mp4 .m4v"),
                "mp3": ("audio/mpeg", ".mp3"),
                "wav": ("audio/wav", ".wav"),
            },
        ),
    ]
}
#: Allowed unless an administrator says otherwise. Nobody here looks into 7z and rar, so they must be asked for.
USUAL: Final = tuple(sorted(key for key in KINDS if key not in ("7z", "rar")))
#: What a browser shows by itself without running anything of it.
INLINE: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "application/pdf"})


@dataclass(frozen=True)
class FilePolicy:
    """What may be uploaded, and how long what was removed is kept."""

    max_mib: int = entry(50, "单个文件上限", "Largest file", unit="MiB", minimum=1, maximum=4096)
    allowed: tuple[str, ...] = entry(
        USUAL,
        "允许的类型",
        "Allowed kinds",
        help_zh="按扩展名，文件内容须与之相符；可执行文件、网页和 SVG 不能允许。7z、rar 无法检查内部。",
        help_en="By extension, which the content must bear out. Programs, web pages and SVG cannot be allowed; 7z and "
        "rar cannot be looked into.",
        choices={key: (key, key) for key in sorted(KINDS)},
    )
    per_record: int = entry(200, "每条记录最多附件数", "Files on one record", minimum=1, maximum=10_000)
    entries: int = entry(
        10_000, "压缩包内文件数上限", "Entries in an archive", group=("压缩包", "Archives"), minimum=1, maximum=100_000
    )
    unpacked_mib: int = entry(
        1024,
        "解压后大小上限",
        "Largest when unpacked",
        group=("压缩包", "Archives"),
        unit="MiB",
        minimum=1,
        maximum=65_536,
    )
    ratio: int = entry(
        200,
        "压缩比上限",
        "Highest compression",
        help_zh="解压后超过 64 MiB 的压缩包才看压缩比。",
        help_en="Looked at for archives of more than 64 MiB when unpacked.",
        group=("压缩包", "Archives"),
        minimum=10,
        maximum=2000,
    )
    depth: int = entry(3, "嵌套层数上限", "Archives in archives", group=("压缩包", "Archives"), minimum=0, maximum=8)
    encrypted: bool = entry(
        False,
        "允许加密压缩包",
        "Encrypted archives",
        help_zh="加密的压缩包无法检查内部，也无法查毒。",
        help_en="Nobody, and no scanner, can look into them.",
        group=("压缩包", "Archives"),
    )
    removed_days: int = entry(
        30,
        "删除后保留",
        "Keep removed files",
        help_zh="期满后内容被清除；谁在何时删除了什么仍在审计日志中。",
        help_en="Then the content is gone; who removed what and when stays in the audit trail.",
        group=("保留", "Retention"),
        unit="d",
        minimum=0,
        maximum=3650,
    )
    quarantine_days: int = entry(
        90, "隔离后保留", "Keep quarantined files", group=("保留", "Retention"), unit="d", minimum=1, maximum=3650
    )
    loose_hours: int = entry(
        24,
        "未提交的文件保留",
        "Keep files nobody submitted",
        help_zh="上传后没有随表单提交的文件，期满自动清除。",
        help_en="Uploaded, but the form was never sent.",
        group=("保留", "Retention"),
        unit="h",
        minimum=1,
        maximum=720,
    )


@dataclass(frozen=True)
class FileRef:
    """A stored file as rooms speak of it. Digests are hex; `size` is in bytes."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    sm3: str
    state: str


@dataclass(frozen=True)
class FileHost:
    """A kind of record that files hang on; who may see the record may read its files.

    `reaches(record, permission)` says whether the record is there and lies in the caller's scope of a permission;
    `label` names it and `page` (`/tickets/{id}`) shows it. `changed(record, verb, name)` is told in the same
    transaction when somebody `added` or `removed` a file there, other than by the answers of a form; `settled(record)`
    says that what hangs there is evidence by now and stays. `hides(field)` says that the caller does not see a field of
    the record, and so no file that was put into it.
    """

    kind: str
    title_zh: str
    title_en: str
    read: str
    write: str
    page: str
    reaches: Callable[[UUID, str], bool]
    label: Callable[[UUID], str]
    changed: Callable[[UUID, str, str], None] | None = None
    settled: Callable[[UUID], bool] | None = None
    hides: Callable[[str], bool] | None = None
