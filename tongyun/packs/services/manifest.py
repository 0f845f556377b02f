"""pack.yaml: what a pack says of itself."""

from typing import Any

from ..contracts import Manifest
from .versions import NEED, VERSION

FILE = "pack.yaml"
ID = {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,59}$"}
TITLE = {"type": "string", "minLength": 1, "maxLength": 100}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "内容包",
    "type": "object",
    "required": ["id", "version", "title", "title_en", "maturity"],
    "properties": {
        "id": {**ID, "description": "与文件夹同名"},
        "version": {"type": "string", "pattern": f"^{VERSION}$"},
        "title": TITLE,
        "title_en": TITLE,
        "description": {"type": "string", "maxLength": 2000},
        "needs": {
            "type": "array",
            "items": {"type": "string", "pattern": NEED},
            "uniqueItems": True,
            "description": "依赖的内容包或能力，可带版本范围，如 hosts >=1.2.0 <2.0.0 或 hosts ^1.2.0",
        },
        "provides": {
            "type": "array",
            "items": ID,
            "uniqueItems": True,
            "description": "提供的能力：其他内容包可以依赖它，而不依赖本包的名称",
        },
        "maturity": {"enum": ["experimental", "stable", "deprecated"]},
        "locales": {"type": "array", "items": {"enum": ["zh-CN", "en-US"]}, "minItems": 1, "uniqueItems": True},
    },
    "additionalProperties": False,
}


def manifest_of(content: dict[str, Any]) -> Manifest:
    """The manifest from content that fits the schema."""
    return Manifest(
        id=content["id"],
        version=content["version"],
        title=content["title"],
        title_en=content["title_en"],
        description=content.get("description", ""),
        needs=tuple(content.get("needs", [])),
        provides=tuple(content.get("provides", [])),
        maturity=content["maturity"],
        locales=tuple(content.get("locales", ["zh-CN"])),
    )
