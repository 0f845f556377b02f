"""Anchors, archives and keys of each test in a folder of its own: files do not roll back."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_data(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder: Path = tmp_path_factory.mktemp("data")
    settings.TONGYUN = replace(settings.TONGYUN, data=folder)
