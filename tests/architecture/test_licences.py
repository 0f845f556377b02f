"""Every dependency's licence is on the list of those we may ship, each with its reason."""

import json
import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POLICY = json.loads((ROOT / "tests" / "architecture" / "licences.json").read_text())


def python_licences() -> dict[str, str]:
    """Distribution name to what it says of its licence, for everything in the run-time and development locks."""
    found = {}
    for name in sorted(locked_names()):
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # a lock is for all systems; this one belongs to another
        classifiers = [
            entry.split("::")[-1].strip() for entry in about.get_all("Classifier", []) if "License ::" in entry
        ]
        found[name] = (
            about.get("License-Expression") or "; ".join(classifiers) or (about.get("License") or "").split("\n")[0]
        )
    return found


def locked_names() -> set[str]:
    text = (ROOT / "requirements" / "dev.txt").read_text()
    return set(re.findall(r"^([a-z0-9_.-]+)==", text, flags=re.M))


def node_licences() -> dict[str, str]:
    """The same for what the UI ships (development tools stay behind)."""
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    return {
        path.removeprefix("node_modules/"): str(entry.get("license", ""))
        for path, entry in lock["packages"].items()
        if path and not entry.get("dev") and not entry.get("optional")
    }


@pytest.mark.parametrize(("name", "licence"), sorted(python_licences().items()))
def test_python_licence_is_allowed(name: str, licence: str) -> None:
    assert allowed(name, licence), f"{name}: {licence!r} is not in tests/architecture/licences.json"


def test_node_licences_are_allowed() -> None:
    refused = {name: licence for name, licence in node_licences().items() if not allowed(name, licence)}
    assert refused == {}


def test_the_list_has_a_reason_for_everything() -> None:
    assert all(POLICY["allowed"].values())
    assert all(entry["reason"] for entry in POLICY["exceptions"].values())


def allowed(name: str, licence: str) -> bool:
    """Allowed by the list, or by an exception that names the package and this very licence."""
    exception = POLICY["exceptions"].get(name)
    if exception and exception["licence"] == licence:
        return True
    expression = re.fullmatch(r"\((.*)\)", licence)
    alternatives = re.split(r"\s+OR\s+", expression[1] if expression else licence)
    return any(
        all(part in POLICY["allowed"] for part in re.split(r"\s+AND\s+|; ", alternative))
        for alternative in alternatives
    )
