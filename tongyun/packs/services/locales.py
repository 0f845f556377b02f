"""Texts of a pack in every language that its manifest promises."""

from collections.abc import Iterator, Mapping
from typing import Any

from tongyun.kernel.contracts import PackKind

from .subschemas import of_entries, of_property

ENGLISH = "en-US"
LOCALES = ("zh-CN", ENGLISH)
#: What stands beside a title that a form shows.
SHOWN_WITH = frozenset({"type", "properties", "oneOf", "enum", "const", "$ref", "items"})

Place = tuple[str | int, ...]


def missing_texts(kind: PackKind, content: Any, locales: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
    """Each text that lacks one of the languages: where, and what to do.

    Texts come in three spellings: `title` with `title_en`, a map by language, and `title` with `x-title` in forms.
    """
    wanted = [locale for locale in LOCALES if locale in locales]
    root = kind.schema or {}
    yield from _walk(content, (), wanted, root, root, kind.schema is None and ENGLISH in wanted)


def _walk(
    content: Any, place: Place, wanted: list[str], schema: Mapping[str, Any], root: Mapping[str, Any], forms: bool
) -> Iterator[tuple[Place, str]]:
    if isinstance(content, list):
        for index, entry in enumerate(content):
            yield from _walk(entry, (*place, index), wanted, of_entries(schema, root), root, forms)
    if not isinstance(content, dict):
        return
    properties = schema.get("properties", {})
    for name, value in content.items():
        here = (*place, name)
        if isinstance(value, dict) and value.keys() & set(LOCALES):
            beside = isinstance(content.get(name.removeprefix("x-")), str) and name.startswith("x-")
            for locale in wanted:
                if _empty(value.get(locale)) and not (beside and locale != ENGLISH):
                    yield here, f"缺少 {locale} 文本"
        elif ENGLISH in wanted and f"{name}_en" in properties and isinstance(value, str):
            if value and _empty(content.get(f"{name}_en")):
                yield here, f"缺少英文文本 {name}_en"
        elif forms and name == "title" and _is_shown(content, place) and "x-title" not in content:
            yield here, f"缺少 {ENGLISH} 文本：x-title"
        yield from _walk(value, here, wanted, of_property(schema, name, root), root, forms)


def _is_shown(content: Mapping[str, Any], place: Place) -> bool:
    """Whether this is a schema with a title, and not the property of a form that is called `title`."""
    return isinstance(content["title"], str) and (not place or bool(content.keys() & SHOWN_WITH))


def _empty(value: Any) -> bool:
    return value is None or value == {} or (isinstance(value, str) and not value.strip())
