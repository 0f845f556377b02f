"""What the three kinds of content share."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from tongyun.kernel.contracts import Finding, PackFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KEY = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,59}$"}
TITLE = {"type": "string", "minLength": 1, "maxLength": 60}


def closed(title: str, required: list[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON Schema of one file: an object that has nothing but these properties."""
    return {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "required": required,
        "properties": dict(properties),
        "additionalProperties": False,
    }


def digest_of(content: Any) -> str:
    """A digest that changes exactly when the content does, whatever the order of its keys."""
    return sha256(json.dumps(content, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def key_is_name(file: PackFile) -> list[Finding]:
    """The key in a file must be the file's own name, so that it can be found and retired by it."""
    key = file.content["key"]
    return [] if key == file.id else [Finding(file.path, f"key 为“{key}”，应与文件名“{file.id}”一致")]
