"""Lock files: every line with a hash, none with an address."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_by_hash(lock: Path) -> None:
    entries = lock.read_text().replace("\\\n", " ").splitlines()
    pinned = [entry for entry in entries if entry and not entry.startswith((" ", "#"))]
    assert pinned
    for entry in pinned:
        assert "==" in entry, entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("lock", [*LOCKS, ROOT / "web" / "package-lock.json"], ids=lambda path: path.name)
def test_no_lock_names_an_address(lock: Path) -> None:
    text = lock.read_text()
    assert "--index-url" not in text
    assert "--find-links" not in text
    assert '"resolved"' not in text


def test_the_development_lock_contains_the_run_time_one() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text()
        return {line.split(" ")[0] for line in text.splitlines() if "==" in line}

    assert pins("run.txt") <= pins("dev.txt")
