"""No god files, no god functions: the figures of the house, held for all of our own code."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 90
#: One file by decree: it is copied to machines that have nothing but Python.
ONE_FILE = {ROOT / "agent" / "tongyun_agent.py"}

PYTHON = sorted(
    path
    for top in ("tongyun", "demo", "bench", "drills", "tools")
    for path in (ROOT / top).rglob("*.py")
    if "migrations" not in path.parts
)
TYPESCRIPT = sorted(path for path in (ROOT / "web" / "src").rglob("*.ts*") if ".gen." not in path.name)


def test_a_file_holds_one_idea() -> None:
    assert [path for path in (*PYTHON, *TYPESCRIPT) if len(path.read_text().splitlines()) > MAX_FILE_LINES] == []


def test_a_function_can_be_read_at_once() -> None:
    assert [f"{path}: {name}" for path in (*PYTHON, *ONE_FILE) for name in long_functions(path)] == []


def long_functions(path: Path) -> Iterator[str]:
    """The names of functions in a file that are too long."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > MAX_FUNCTION_LINES:
            yield node.name


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From its `def` to its last line."""
    return (function.end_lineno or function.lineno) - function.lineno + 1
