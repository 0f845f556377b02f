"""Read and check a pack: every finding with its file and line, all at once."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from tongyun.kernel.contracts import Finding, PackFile, PackKind
from tongyun.kernel.facade import pack_kinds

from ..contracts import Manifest, Pack, Source, SourceFile
from .locales import missing_texts
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
        file, problems = _file(source, entry, kind, manifest)
        findings.extend(problems)
        if file is not None:
            files.append(file)
    return Pack(source, manifest, tuple(files), tuple(findings))


def manifest_of_source(source: Source) -> Manifest | None:
    """What pack.yaml says, or None when it cannot be read or does not fit."""
    return _manifest(source)[0]


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


def _file(
    source: Source, entry: SourceFile, kind: PackKind, manifest: Manifest | None
) -> tuple[PackFile | None, list[Finding]]:
    try:
        document = read(entry.path)
    except Unreadable as error:
        return None, [Finding(entry.shown, error.message, error.line)]
    if kind.schema is not None:
        findings = _schema_findings(entry.shown, document, kind.schema)
        if findings:
            return None, findings
    file = PackFile(source.id, entry.kind, entry.id, entry.shown, document.content, document.text)
    texts = [
        Finding(entry.shown, message, document.line_of(path))
        for path, message in missing_texts(kind, document.content, manifest.locales if manifest else ())
    ]
    return file, [*checked(kind, file), *texts]


def checked(kind: PackKind, file: PackFile) -> list[Finding]:
    """What the kind finds in a file that its schema accepts."""
    try:
        return kind.check(file)
    except Exception as error:  # noqa: BLE001 - a check that stumbles over a file refuses the pack, not the start
        return [Finding(file.path, f"检查时出错：{type(error).__name__}: {str(error)[:200]}")]


def schema_errors(content: Any, schema: Mapping[str, Any]) -> list[ValidationError]:
    """Where a content breaks a schema, in the order of its places."""
    validator = Draft202012Validator(dict(schema), format_checker=FormatChecker())
    return sorted(validator.iter_errors(content), key=lambda error: [str(part) for part in error.absolute_path])


def _schema_findings(shown: str, document: Document, schema: Mapping[str, Any]) -> list[Finding]:
    errors = schema_errors(document.content, schema)
    return [
        Finding(shown, words_of(error), document.line_of(error.absolute_path)) for error in errors[:MAX_FINDINGS_A_FILE]
    ]


def words_of(error: ValidationError) -> str:
    """The place and the reason, for people."""
    where = "/" + "/".join(str(part) for part in error.absolute_path)
    return f"{where}：{error.message[:300]}"
