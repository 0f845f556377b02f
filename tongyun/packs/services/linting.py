"""Read and check a pack: every finding with its file and line, all at once."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from tongyun.kernel.contracts import Finding, PackFile, PackKind
from tongyun.kernel.facade import pack_kinds

from ..contracts import Manifest, Pack, Source, SourceFile
from .manifest import FILE, SCHEMA, manifest_of
from .reading import Document, Unreadable, read

MAX_FINDINGS_A_FILE = 20


def load(source: Source) -> Pack:
    """Read and check everything of a pack."""
    manifest, found = _manifest(source)
    findings = [*source.findings, *found]
    files: list[PackFile] = []
    for entry in source.files:
        kind = pack_kinds.get(entry.kind)
        if kind is None:
            continue
        file, problems = _file(source, entry, kind)
        findings.extend(problems)
        if file is not None:
            files.append(file)
    return Pack(source, manifest, tuple(files), tuple(findings))


def line_in(entry: SourceFile, path: tuple[str | int, ...]) -> int | None:
    """The line of a part of a file, for a problem that was found after reading."""
    try:
        return read(entry.path).line_of(path)
    except Unreadable:
        return None


def _manifest(source: Source) -> tuple[Manifest | None, list[Finding]]:
    path = source.folder / FILE
    shown = f"{source.shown}/{FILE}"
    if not path.is_file():
        return None, []
    try:
        document = read(path)
    except Unreadable as error:
        return None, [Finding(shown, error.message, error.line)]
    findings = _schema_findings(shown, document, SCHEMA)
    if findings:
        return None, findings
    if document.content["id"] != source.id:
        reason = f"id 为“{document.content['id']}”，应与文件夹“{source.id}”同名"
        return None, [Finding(shown, reason, document.line_of(("id",)))]
    return manifest_of(document.content), []


def _file(source: Source, entry: SourceFile, kind: PackKind) -> tuple[PackFile | None, list[Finding]]:
    try:
        document = read(entry.path)
    except Unreadable as error:
        return None, [Finding(entry.shown, error.message, error.line)]
    if kind.schema is not None:
        findings = _schema_findings(entry.shown, document, kind.schema)
        if findings:
            return None, findings
    file = PackFile(source.id, entry.kind, entry.id, entry.shown, document.content, document.text)
    try:
        return file, kind.check(file)
    except Exception as error:  # noqa: BLE001 - a check that stumbles over a file refuses the pack, not the start
        return file, [Finding(entry.shown, f"检查时出错：{type(error).__name__}: {str(error)[:200]}")]


def _schema_findings(shown: str, document: Document, schema: Mapping[str, Any]) -> list[Finding]:
    validator = Draft202012Validator(dict(schema), format_checker=FormatChecker())
    errors = sorted(
        validator.iter_errors(document.content), key=lambda error: [str(part) for part in error.absolute_path]
    )
    return [
        Finding(shown, _words(error), document.line_of(error.absolute_path)) for error in errors[:MAX_FINDINGS_A_FILE]
    ]


def _words(error: ValidationError) -> str:
    where = "/" + "/".join(str(part) for part in error.absolute_path)
    return f"{where}：{error.message[:300]}"
