"""An installation whose own packs are what a test puts on the shelf."""

from pathlib import Path

import pytest

from tongyun.packs.services import discovery


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    """A folder of packs that stands for the installation's."""
    monkeypatch.setattr(discovery, "OWN", tmp_path)
    return tmp_path
