"""Find packs on disk: those that come with the platform, and those an installation adds (TONGYUN_PACKS)."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from django.conf import settings

import tongyun
from tongyun.kernel.contracts import Finding, PackKind
from tongyun.kernel.facade import pack_kinds

from ..contracts import Source, SourceFile
from .manifest import FILE

#: The packs that come with the platform.
OWN = Path(tongyun.__file__).resolve().parent.parent / "packs"
#: Folders of a pack that are for people and tests; the engine does not read them.
NOT_CONTENT = frozenset({"docs", "samples", "expected", "tests"})
MAX_FILES = 5_000


def roots() -> list[Path]:
    """Folders that hold packs, or are one."""
    return [OWN, *settings.TONGYUN.packs]


def discover(folders: list[Path] | None = None) -> list[Source]:
    """All packs below these folders (by default the installation's), by name."""
    found: dict[str, Source] = {}
    for root in roots() if folders is None else folders:
        for folder in _pack_folders(root):
            source = survey(folder)
            if source.id in found:
                twice = Finding(_shown(folder), f"内容包“{source.id}”已在 {found[source.id].folder} 中，此处不装载")
                first = found[source.id]
                found[source.id] = replace(first, findings=(*first.findings, twice))
            else:
                found[source.id] = source
    return [found[name] for name in sorted(found)]


def find(name: str) -> Source | None:
    """The pack of the installation that is called so, or that is this folder."""
    return next((source for source in discover() if name == source.id or Path(name).resolve() == source.folder), None)


def of_id(pack_id: str) -> Source | None:
    """The pack of the installation that is called so."""
    return next((source for source in discover() if source.id == pack_id), None)


def survey(folder: Path) -> Source:
    """List a pack's files without reading their content beyond the digest."""
    findings: list[Finding] = []
    files: list[SourceFile] = []
    manifest = folder / FILE
    digest = sha256(_engine().encode())
    if manifest.is_file():
        digest.update(sha256(manifest.read_bytes()).digest())
    else:
        findings.append(Finding(_shown(manifest), "缺少 pack.yaml"))
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith((".", "_")) or entry.name in NOT_CONTENT or not entry.is_dir():
            continue
        kind = pack_kinds.get(entry.name)
        if kind is None:
            known = "、".join(sorted(each.name for each in pack_kinds))
            findings.append(Finding(_shown(entry), f"不认识的内容种类“{entry.name}”；可用：{known}"))
            continue
        _list(folder, entry, kind, files, findings)
    for file in files:
        digest.update(f"{file.kind}/{file.id} {file.digest}\n".encode())
    return Source(folder, _shown(folder), digest.hexdigest(), tuple(files), tuple(findings))


def _list(folder: Path, kind_folder: Path, kind: PackKind, files: list[SourceFile], findings: list[Finding]) -> None:
    seen: dict[str, str] = {}
    for path in sorted(kind_folder.rglob("*")):
        if path.is_dir() or path.name.startswith(".") or path.name in ("README.md", "README.zh-CN.md"):
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            findings.append(Finding(_shown(path), "链接指向内容包之外"))
            continue
        suffix = max((each for each in kind.suffixes if path.name.endswith(each)), key=len, default=None)
        if suffix is None:
            findings.append(Finding(_shown(path), f"“{kind.name}”中的文件须以 {'、'.join(kind.suffixes)} 结尾"))
            continue
        if len(files) >= MAX_FILES:
            findings.append(Finding(_shown(path), f"文件超过 {MAX_FILES} 个"))
            return
        name = path.relative_to(kind_folder).as_posix().removesuffix(suffix)
        if name in seen:
            findings.append(Finding(_shown(path), f"与 {seen[name]} 编号相同"))
            continue
        seen[name] = path.name
        digest = sha256(path.read_bytes()).hexdigest()
        files.append(SourceFile(kind.name, name, path, _shown(path), digest))


def _pack_folders(root: Path) -> list[Path]:
    if (root / FILE).is_file():
        return [root.resolve()]
    if not root.is_dir():
        return []
    return [
        entry.resolve() for entry in sorted(root.iterdir()) if entry.is_dir() and not entry.name.startswith((".", "_"))
    ]


def _engine() -> str:
    """What reads the packs: a new version of the platform or of a kind reads every pack again."""
    kinds = [[kind.name, kind.rank, list(kind.suffixes), kind.schema] for kind in pack_kinds]
    return json.dumps([tongyun.__version__, kinds], sort_keys=True, ensure_ascii=True, default=str)


def _shown(path: Path) -> str:
    """The path as people read it: below the pack's root folder's parent."""
    for root in roots():
        if path.is_relative_to(root):
            return f"{root.name}/{path.relative_to(root).as_posix()}"
    return path.as_posix()
