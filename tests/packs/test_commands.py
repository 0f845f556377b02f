"""`tongyun pack`: what an operator types, and what it answers."""

from pathlib import Path

import pytest

from tests.packs.shelf import manifest, write
from tongyun.project.cli.main import main


@pytest.fixture(autouse=True)
def trial(shelf: Path) -> Path:
    """The installation's only pack."""
    write(shelf, "trial", {}, maturity="experimental")
    return shelf / "trial"


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_a_retired_pack_stays_so_until_it_is_named(trial: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "apply"]) == 0
    assert main(["pack", "retire", "trial"]) == 0
    capsys.readouterr()
    assert main(["pack", "apply"]) == 0
    assert told(capsys) == ["trial：已停用"]
    assert main(["pack", "apply", "trial"]) == 0
    assert told(capsys) == ["trial：已装载"]
    assert main(["pack", "apply", str(trial)]) == 0
    assert told(capsys) == ["trial：没有变化"]
    assert main(["pack", "list"]) == 0
    assert told(capsys) == ["trial 1.0.0 在用 试用"]


def test_a_bad_file_is_named_by_id_and_by_folder(trial: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (trial / "pack.yaml").write_text(manifest("trial", "one"))
    for name in ("trial", str(trial), str(trial.parent)):
        assert main(["pack", "lint", name]) == 1
        line, count = told(capsys)
        assert "trial/pack.yaml:2: 错误：" in line
        assert count == "1 个问题"
    assert main(["pack", "apply"]) == 1


@pytest.mark.parametrize("action", ["apply", "retire"])
def test_an_unknown_pack_is_a_sentence_and_not_a_traceback(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", action, "ghost"]) == 1
    assert "ghost" in capsys.readouterr().err
