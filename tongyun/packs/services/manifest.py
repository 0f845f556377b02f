"""pack.yaml: what a pack says of itself."""

from typing import Any

from ..contracts import Manifest

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
        "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+(-[0-9a-z.]+)?$"},
        "title": TITLE,
        "title_en": TITLE,
        "description": {"type": "string", "maxLength": 2000},
        "needs": {"type": "array", "items": ID, "uniqueItems": True, "description": "依赖的内容包"},
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
        needs=tuple(content.get("needs", [])),
        maturity=content["maturity"],
        locales=tuple(content.get("locales", ["zh-CN"])),
    )
