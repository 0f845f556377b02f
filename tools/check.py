"""All checks of `make test`, each timed; the cheap ones first.

`lint` runs the static ones, `schemas` regenerates what is generated, `all` runs everything.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bootstrap import ROOT, WEB, node_bin, npm_ci

BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
#: Of every step; `main` adds what this run has of its own.
ENVIRONMENT = dict(os.environ)


@dataclass
class Step:
    """One command with its name."""

    name: str
    command: list[str]
    folder: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)


def prepared(*steps: str) -> Step:
    """What the next steps need, installed; nothing is done twice, in whichever lane it comes first."""
    return Step(f"set-up: {' '.join(steps)}", [PYTHON, "tools/bootstrap.py", *steps])


def python_steps() -> list[Step]:
    """Static checks of Python."""
    return [
        Step("ruff", [str(BIN / "ruff"), "check", "."]),
        Step("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        Step("mypy", [str(BIN / "mypy")]),
        Step("import-linter", [str(BIN / "lint-imports"), "--no-cache"]),
        # Django checks everything that it knows of before it looks.
        Step("migrations complete", [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"]),
        Step("schemas current", [PYTHON, "-m", "tongyun", "schemas", "schemas", "--check"]),
    ]


def ui_steps() -> list[Step]:
    """Static checks of the UI."""
    npm = str(node_bin() / "npm")
    return [
        Step("lint of the UI", [npm, "run", "--silent", "lint"], WEB),
        Step("tsc", [npm, "run", "--silent", "typecheck"], WEB),
    ]


#: All but the browser's tests: its event loop would make Django refuse synchronous work beside it.
SUITE = [PYTHON, "-m", "pytest", "--ignore=tests/e2e", "--dist", "loadfile", "--durations=40", "--durations-min=3"]


def postgresql_steps() -> list[Step]:
    """The suite on PostgreSQL: what touches the records."""
    suite = [
        *(PYTHON, "-m", "tools.with_postgres", *SUITE, "-n", "2", "-p", "tests.records_only"),
        # What routes declare is the same on every database.
        *("--ignore=tests/architecture", "-m", "not integration"),
    ]
    return [prepared("servers"), Step("suite on PostgreSQL", suite)]


def sqlite_steps() -> list[Step]:
    """The suite on SQLite: everything, with real servers. What kills whole installations is a drill."""
    # Three, because servers are waited for; in the order of the folders, so that long files of few tests do not come
    # last.
    return [Step("suite on SQLite", [*SUITE, "-n", "3", "--no-loadscope-reorder", "-m", "not drill"])]


def browser_steps() -> list[Step]:
    """Tests of the UI: its parts, and its pages in a browser."""
    npm = str(node_bin() / "npm")
    return [
        Step("ui tests", [npm, "run", "--silent", "test"], WEB),
        Step("ui size", [npm, "run", "--silent", "size"], WEB),
        prepared("dev", "servers"),
        Step("ui client current", [PYTHON, "tools/client_current.py"]),
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
    """Run steps until one fails; what they say is seen at once."""
    for step in steps:
        print(f"── {step.name}", flush=True)
        started = time.monotonic()
        code = _start(step).wait()
        _tell_end(code, started)
        if code != 0:
            return code
    return 0


def run_beside(lanes: list[list[Step]]) -> int:
    """Run lanes of steps beside each other, so that none waits for what another waits for; what a step says is told
    when it ends. The lane that fails stops; the others go on to their ends."""
    telling = threading.Lock()

    def lane(steps: list[Step]) -> int:
        for step in steps:
            print(f"▶  {step.name}", flush=True)
            started = time.monotonic()
            process = _start(step, subprocess.PIPE)
            said, _ = process.communicate()
            with telling:
                print(f"── {step.name}\n{said.decode(errors='replace')}", end="", flush=True)
                _tell_end(process.returncode, started)
            if process.returncode != 0:
                return process.returncode
        return 0

    with ThreadPoolExecutor(len(lanes)) as threads:
        return max(threads.map(lane, lanes), key=abs)


def _start(step: Step, output: int | None = None) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        step.command,
        cwd=step.folder,
        env={**ENVIRONMENT, **step.environment},
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )


def _tell_end(code: int, started: float) -> None:
    print(f"   {'通过' if code == 0 else '失败'}，{time.monotonic() - started:.0f} 秒", flush=True)


def main(arguments: list[str]) -> int:
    """Run one family of checks."""
    npm_ci()
    family = arguments[0] if arguments else "all"
    with tempfile.TemporaryDirectory(prefix="tongyun-check-") as data:
        ENVIRONMENT.update(
            DJANGO_SETTINGS_MODULE="tongyun.project.settings",
            TONGYUN_DATA=data,
            PATH=f"{BIN}{os.pathsep}{node_bin()}{os.pathsep}{os.environ.get('PATH', '')}",
        )
        if family == "schemas":
            return run(schema_steps())
        if family == "lint":
            return run_beside([python_steps(), ui_steps()])
        # pip needs one of the two cores, and what is checked of the UI needs nothing of what it installs.
        return run_beside(
            [
                [prepared("dev"), *python_steps(), *postgresql_steps()],
                [*ui_steps(), *browser_steps(), *sqlite_steps()],
            ]
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
