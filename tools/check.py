"""All checks of `make test`, in order, each timed: what fails first is cheap to find.

`lint` runs the static ones, `schemas` regenerates what is generated, `all` runs everything.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bootstrap import ROOT, WEB, node_bin, npm_ci

BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")


@dataclass
class Step:
    """One command with its name."""

    name: str
    command: list[str]
    folder: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)


def lint_steps() -> list[Step]:
    """Static checks of both languages."""
    npm = str(node_bin() / "npm")
    return [
        Step("ruff", [str(BIN / "ruff"), "check", "."]),
        Step("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        Step("mypy", [str(BIN / "mypy")]),
        Step("import-linter", [str(BIN / "lint-imports"), "--no-cache"]),
        Step("django check", [PYTHON, "-m", "django", "check"]),
        Step("migrations complete", [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"]),
        Step("schemas current", [PYTHON, "-m", "tongyun", "schemas", "schemas", "--check"]),
        Step("eslint", [npm, "run", "--silent", "lint"], WEB),
        Step("tsc", [npm, "run", "--silent", "typecheck"], WEB),
    ]


def test_steps() -> list[Step]:
    """Tests: the whole suite on SQLite with servers and browser, the suite again on PostgreSQL, the UI's own."""
    npm = str(node_bin() / "npm")
    pytest = [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile"]
    return [
        Step("ui tests", [npm, "run", "--silent", "test"], WEB),
        Step("ui size", [npm, "run", "--silent", "size"], WEB),
        Step("ui client current", [PYTHON, "tools/client_current.py"]),
        Step(
            "suite on PostgreSQL",
            [
                *(PYTHON, "-m", "tools.with_postgres", *pytest, "-p", "tests.records_only"),
                *("-m", "not browser and not integration"),
            ],
        ),
        Step("suite on SQLite", [*pytest, "-m", "not browser"]),
        # In a process of its own: the browser's event loop would make Django refuse synchronous work beside it.
        Step("browser tests", [PYTHON, "-m", "pytest", "tests/e2e"]),
    ]


def schema_steps() -> list[Step]:
    """Regenerate what is generated."""
    npm = str(node_bin() / "npm")
    return [
        Step("schemas", [PYTHON, "-m", "tongyun", "schemas", "schemas"]),
        Step("ui client", [npm, "run", "--silent", "generate"], WEB),
    ]


def run(steps: list[Step]) -> int:
    """Run steps until one fails."""
    with tempfile.TemporaryDirectory(prefix="tongyun-check-") as data:
        base = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tongyun.project.settings",
            "TONGYUN_DATA": data,
            "PATH": f"{BIN}{os.pathsep}{node_bin()}{os.pathsep}{os.environ.get('PATH', '')}",
        }
        for step in steps:
            print(f"── {step.name}", flush=True)
            started = time.monotonic()
            code = subprocess.run(
                step.command, cwd=step.folder, env={**base, **step.environment}, check=False
            ).returncode
            print(f"   {'通过' if code == 0 else '失败'}，{time.monotonic() - started:.0f} 秒", flush=True)
            if code != 0:
                return code
    return 0


def main(arguments: list[str]) -> int:
    """Run one family of checks."""
    npm_ci()
    families = {"lint": lint_steps, "schemas": schema_steps, "all": lambda: [*lint_steps(), *test_steps()]}
    return run(families[arguments[0] if arguments else "all"]())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
