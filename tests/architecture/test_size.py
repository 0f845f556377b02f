"""No god files, no god functions: the figures of the house, held for all of our own code."""

import ast
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("path", [*PYTHON, *TYPESCRIPT], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_holds_one_idea(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_FILE_LINES


@pytest.mark.parametrize("path", [*PYTHON, *ONE_FILE], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_function_can_be_read_at_once(path: Path) -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, functions) and (node.end_lineno or node.lineno) - node.lineno >= MAX_FUNCTION_LINES
    ]
    assert long == []
