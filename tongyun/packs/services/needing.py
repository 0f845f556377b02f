"""What packs need of each other: the order they are applied in, and why one cannot be."""

from collections.abc import Iterator, Mapping

from tongyun.kernel.contracts import Finding

from ..contracts import Manifest, Pack
from ..models import AppliedPack
from .manifest import FILE
from .versions import Need, need_of


def in_order(packs: Mapping[str, Pack]) -> list[Pack]:
    """Needed packs first, otherwise by name. Those of a circle come in name order; `unmet_needs` refuses them."""
    providers = _providers({name: pack.manifest for name, pack in packs.items() if pack.manifest is not None})
    ordered: dict[str, Pack] = {}

    def place(name: str, above: frozenset[str]) -> None:
        if name in ordered or name in above:
            return
        manifest = packs[name].manifest
        for text in sorted(manifest.needs if manifest else ()):
            for provider in providers.get(need_of(text).id, []):
                place(provider, above | {name})
        ordered[name] = packs[name]

    for name in sorted(packs):
        place(name, frozenset())
    return list(ordered.values())


def unmet_needs(pack: Pack, beside: Mapping[str, Manifest]) -> list[Finding]:
    """Why a pack cannot be applied: a circle, something missing, a wrong version, or one in use that it would break."""
    assert pack.manifest is not None
    manifest = pack.manifest
    shown = f"{pack.source.shown}/{FILE}"
    circle = _circle(manifest, beside)
    if circle:
        return [Finding(shown, f"循环依赖：{' → '.join(circle)}")]
    in_use = {row.id: row for row in AppliedPack.objects.exclude(digest="")}
    found = [Finding(shown, reason) for text in manifest.needs if (reason := _unmet(need_of(text), in_use)) is not None]
    for other in in_use.values():
        wanted = beside[other.id].needs if other.id in beside else other.needs
        found.extend(
            Finding(shown, f"在用的内容包“{other.id}”需要 {need}，与版本 {manifest.version} 不符")
            for need in map(need_of, wanted if other.id != manifest.id else ())
            if need.id == manifest.id and not need.accepts(manifest.version)
        )
    return found


def _unmet(need: Need, in_use: Mapping[str, AppliedPack]) -> str | None:
    candidates = [row for row in in_use.values() if need.id == row.id or need.id in row.provides]
    if not candidates:
        return f"依赖的内容包“{need.id}”没有装载"
    if any(need.accepts(row.version) for row in candidates):
        return None
    present = "、".join(f"{row.id} {row.version}" for row in candidates)
    return f"需要 {need}，在用的是 {present}"


def _circle(manifest: Manifest, beside: Mapping[str, Manifest]) -> list[str]:
    """The way from a pack back to itself, or nothing."""
    providers = _providers({**beside, manifest.id: manifest})
    waiting = [[manifest.id]]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop()
        at = manifest if way[-1] == manifest.id else beside[way[-1]]
        for name in _next(at, providers):
            if name == manifest.id:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                waiting.append([*way, name])
    return []


def _next(manifest: Manifest, providers: Mapping[str, list[str]]) -> Iterator[str]:
    for text in manifest.needs:
        yield from providers.get(need_of(text).id, [])


def _providers(manifests: Mapping[str, Manifest]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, manifest in manifests.items():
        for provided in dict.fromkeys((name, *manifest.provides)):
            found.setdefault(provided, []).append(name)
    return found
