"""A folder that an auditor can take away: links as files, a signed manifest, and the program that checks them.

records-<stream>.jsonl | .csv | .jsonl.gz   the links
manifest.json, manifest.json.sig            what is there, first and last digests, SHA-256 of each file; Ed25519 or SM2
audit-public.pem                            the key; compare it with the one the installation shows
verify_audit.py                             `python3 verify_audit.py .`: Python's library, and openssl for the signature
"""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from django.db.models import QuerySet

from ...contracts import utc_now
from ...models import AuditRecord
from . import signing, standalone
from .anchors import Anchor

Format = Literal["jsonl", "csv", "jsonl.gz"]
COLUMNS = ("form", *standalone.FIELDS, "digest")
#: What a spreadsheet would take for a formula.
FORMULA = tuple("=+-@\t\r'")


@dataclass(frozen=True)
class Part:
    """Links of one stream: all from `first_seq` on behind the digest `previous`, or those a filter chose."""

    stream: str
    rows: QuerySet[AuditRecord]
    whole: bool
    first_seq: int
    previous: str


def write_folder(
    folder: Path,
    parts: list[Part],
    kind: Format,
    *,
    by: str,
    conditions: dict[str, str],
    anchors: list[Anchor],
) -> dict[str, Any]:
    """Write the folder, which must not exist; returns the manifest."""
    folder.mkdir(parents=True, mode=0o700)
    files = [_write_part(folder, part, kind) for part in parts]
    manifest = {
        "format": 1,
        "made_at": utc_now().isoformat(),
        "by": by,
        "conditions": conditions,
        "complete": all(part.whole for part in parts),
        "digest": "SM3 (GB/T 32905-2016)",
        "files": files,
        "anchors": [vars(anchor) for anchor in anchors],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    signing.sign_file(folder / "manifest.json")
    (folder / "audit-public.pem").write_text(signing.public_pem())
    (folder / "verify_audit.py").write_text(Path(standalone.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    return manifest


def _write_part(folder: Path, part: Part, kind: Format) -> dict[str, Any]:
    name = f"records-{part.stream}.{kind}"
    first: dict[str, Any] | None = None
    last: dict[str, Any] | None = None
    count = 0
    with _open(folder / name, kind) as file:
        write = _writer(file, kind)
        for row in _rows(part.rows):
            write(row)
            first, last, count = first or row, row, count + 1
    return {
        "name": name,
        "stream": part.stream,
        "rows": count,
        "whole": part.whole,
        "first_seq": first["seq"] if first else part.first_seq,
        "last_seq": last["seq"] if last else part.first_seq,
        "previous": part.previous,
        "last_digest": last["digest"] if last else "",
        "first_at": first["at"] if first else None,
        "last_at": last["at"] if last else None,
        "sha256": standalone.file_digest(folder / name),
    }


def _rows(rows: QuerySet[AuditRecord]) -> Iterator[dict[str, Any]]:
    for record in rows.order_by("seq").iterator(chunk_size=5000):
        yield record.fields()


def _open(path: Path, kind: Format) -> IO[str]:
    if kind == "jsonl.gz":
        return gzip.open(path, "wt", encoding="utf-8", compresslevel=5)
    return path.open("w", encoding="utf-8-sig" if kind == "csv" else "utf-8", newline="")


def _writer(file: IO[str], kind: Format) -> Any:
    if kind == "csv":
        table = csv.writer(file)
        table.writerow(COLUMNS)
        return lambda row: table.writerow([_guarded(str(row[name])) for name in COLUMNS])
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return lambda row: file.write(f"{encode(row)}\n")


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
