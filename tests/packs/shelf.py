"""A shelf of small packs for tests: rules with remedies, whose values a site may change."""

from pathlib import Path

MANIFEST = "id: {id}\nversion: {version}\ntitle: 试验\ntitle_en: Trial\nmaturity: {maturity}\nneeds: [{needs}]\n"
RULE = (
    "  - key: {key}\n    title: 规则\n    title_en: Rule\n    expr: {expr}\n    severity: {severity}\n"
    "    for_s: {for_s}\n    summary: 出事了\n"
)


def rule(key: str = "gone", *, for_s: int = 60, severity: str = "major", expr: str = "up == 0") -> str:
    """One rule of a file."""
    return RULE.format(key=key, for_s=for_s, severity=severity, expr=expr)


def rules(*entries: str) -> str:
    """A file of rules."""
    return "rules:\n" + "".join(entries or (rule(),))


def manifest(pack: str, version: str = "1.0.0", needs: str = "", maturity: str = "stable") -> str:
    """A pack.yaml."""
    return MANIFEST.format(id=pack, version=version, needs=needs, maturity=maturity)


def write(
    shelf: Path,
    pack: str,
    files: dict[str, str],
    version: str = "1.0.0",
    needs: str = "",
    more: str = "",
    maturity: str = "stable",
) -> None:
    """A pack on the shelf; a file that was there before and is not named stays."""
    own = manifest(pack, version, needs, maturity) + more
    for name, text in {"pack.yaml": own, **files}.items():
        path = shelf / pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
