"""The pack kind `overlays`: a pack of this site changes values of files that other packs ship.

edits:
  - file: hosts/rules/services
    set:
      /rules/service-gone/remedies/restart/auto: true
    remove: [/rules/probe-failed]
"""

from typing import Any

from tongyun.kernel.contracts import Finding, PackFile, PackKind

from ..contracts import ABSENT
from .editing import Wish, lay_from

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "本单位对其他内容包的修改",
    "description": "只写与自带内容不同的值，升级后继续有效；位置用 key 或 id 表示，与次序无关。",
    "type": "object",
    "required": ["edits"],
    "additionalProperties": False,
    "properties": {
        "edits": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["file"],
                "anyOf": [{"required": ["set"]}, {"required": ["remove"]}],
                "additionalProperties": False,
                "properties": {
                    "file": {
                        "type": "string",
                        "pattern": "^[a-z][a-z0-9-]*/[a-z_]+/.+$",
                        "description": "内容包/种类/文件，不带后缀",
                    },
                    "set": {
                        "type": "object",
                        "minProperties": 1,
                        "propertyNames": {"pattern": "^/.+"},
                        "description": "位置: 值",
                    },
                    "remove": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^/.+"}},
                },
            },
        }
    },
}


def check(file: PackFile) -> list[Finding]:
    """One place is changed once, and not in the pack itself."""
    found = []
    seen: set[tuple[str, str]] = set()
    for edit in file.content["edits"]:
        if edit["file"].split("/")[0] == file.pack:
            found.append(Finding(file.path, f"{edit['file']} 属于本包，请直接修改"))
        for path in (*edit.get("set", {}), *edit.get("remove", [])):
            if (edit["file"], path) in seen:
                found.append(Finding(file.path, f"{edit['file']} 的 {path} 修改了两次"))
            seen.add((edit["file"], path))
    return found


def apply(file: PackFile) -> None:
    """Put the edits in force. Raises NotFound when their pack is not in use, Invalid when the result cannot be used."""
    wanted: dict[tuple[str, str, str], list[Wish]] = {}
    for edit in file.content["edits"]:
        pack, kind, name = edit["file"].split("/", 2)
        wishes = wanted.setdefault((pack, kind, name), [])
        wishes.extend(Wish(path, value) for path, value in edit.get("set", {}).items())
        wishes.extend(Wish(path, ABSENT) for path in edit.get("remove", []))
    lay_from(_origin(file.pack, file.id), wanted)


def retire(pack: str, file: str) -> None:
    """Take the edits away; the files are as shipped again."""
    lay_from(_origin(pack, file), {})


#: Last of all kinds: what it changes must be in use, also when it is in the same pack's needs.
OVERLAYS = PackKind("overlays", (".yaml",), SCHEMA, check, apply, retire, rank=900)


def _origin(pack: str, file: str) -> str:
    return f"{pack}/{file}"[:300]
