"""schemas/: openapi.json and one JSON Schema for each kind of pack content, generated from the engines."""

import json
from pathlib import Path
from typing import Any

from tongyun.project.cli.django_setup import setup

setup()

from tongyun.packs.facade import schemas as pack_schemas  # noqa: E402 - after Django is set up
from tongyun.project.api import api  # noqa: E402


def generate(folder: Path, *, check: bool) -> int:
    """Write the files, or with `check` say which of them are not current (exit code 1)."""
    stale = 0
    for name, text in sorted(documents().items()):
        path = folder / name
        if path.exists() and path.read_text() == text:
            continue
        stale += 1
        if check:
            print(f"{path} 不是最新：请执行 make schemas")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            print(f"{path} 已更新")
    return 1 if check and stale else 0


def documents() -> dict[str, str]:
    """File name to content."""
    kinds = {f"packs/{name}.schema.json": _text(schema) for name, schema in pack_schemas().items()}
    return {"openapi.json": _text(api.get_openapi_schema()), **kinds}


def _text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
