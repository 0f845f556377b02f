"""The pack kind `messages`: one YAML file says how messages of a category read on each channel, in both languages.

Its `examples` are the golden renderings: what the texts give for some data, compared whenever the pack is checked.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from ...contracts import Conflict, Finding, PackFile, Ref, utc_now
from ...contracts.notify import LEVELS
from ...models import MessageTemplate
from ..audit import audit
from .categories import categories
from .kinds import KINDS
from .rendering import LOCALES, Fact, names_of, render
from .template_language import MAX_TEMPLATE, BadTemplateError, Template

CHANNELS = ("any", *KINDS)
_TEXT = {"type": "string", "minLength": 1, "maxLength": MAX_TEMPLATE}
_WORDS = {
    "type": "object",
    "required": ["title", "body"],
    "additionalProperties": False,
    "properties": {"title": {**_TEXT, "maxLength": 400}, "body": _TEXT},
}
_TEXTS = {
    "type": "object",
    "required": list(LOCALES),
    "additionalProperties": False,
    "properties": {
        locale: {
            "type": "object",
            "required": ["any"],
            "additionalProperties": False,
            "properties": dict.fromkeys(CHANNELS, _WORDS),
        }
        for locale in LOCALES
    },
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "消息模板",
    "description": "某一类消息在各渠道上的写法。变量写作 {{ title }}，只能取值，不能执行；另有 if、each。",
    "type": "object",
    "required": ["title", "title_en", "texts", "examples"],
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 100},
        "title_en": {"type": "string", "minLength": 1, "maxLength": 100},
        "category": {"type": "string", "maxLength": 40, "description": "为空则用于没有专用模板的类别"},
        "texts": _TEXTS,
        "digest": {**_TEXTS, "description": "多条合并成一条时的写法，只在 category 为空的模板中有效"},
        "examples": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["locale", "channel", "message", "expect"],
                "additionalProperties": False,
                "properties": {
                    "locale": {"enum": list(LOCALES)},
                    "channel": {"enum": list(CHANNELS)},
                    "message": {
                        "type": "object",
                        "required": ["title", "level", "at"],
                        "additionalProperties": False,
                        "properties": {
                            "title": {"type": "string"},
                            "body": {"type": "string"},
                            "href": {"type": "string"},
                            "level": {"enum": list(LEVELS)},
                            "at": {"type": "string", "description": "带时区的时间"},
                            "person": {"type": "string"},
                            "facts": {"type": "object"},
                        },
                    },
                    "expect": {
                        "type": "object",
                        "required": ["title", "body"],
                        "additionalProperties": False,
                        "properties": {"title": {"type": "string"}, "body": {"type": "string"}},
                    },
                },
            },
        },
    },
}
#: Names a template may use, beside `facts.…`.
NAMES = frozenset(names_of(Fact("", "", "", "info", "", utc_now(), {}), LOCALES[0], ""))
DIGEST_NAMES = NAMES | {"count", "items", "more"}
#: Stands for the address of the platform in the examples.
EXAMPLE_URL = "https://ops.example.gov.cn"


def check(file: PackFile) -> list[Finding]:
    """What the schema cannot say: the category is known, every text compiles, every example comes out as expected."""
    return [Finding(file.path, problem, _line(file.text, at)) for problem, at in _problems(file.content)]


@transaction.atomic
def apply(file: PackFile) -> None:
    """Let the category's messages read as the file says."""
    digest = sha256(json.dumps(file.content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    category = file.content.get("category", "")
    rival = MessageTemplate.objects.filter(category=category, enabled=True).exclude(pack=file.pack, key=file.id).first()
    if rival is not None:
        raise Conflict("template_taken", f"类别“{category or '（其余）'}”的模板已由内容包 {rival.pack} 提供。")
    row = MessageTemplate.objects.select_for_update().filter(key=file.id).first()
    if row is not None and row.enabled and (row.pack, row.digest) == (file.pack, digest):
        return
    before = None if row is None else {"digest": row.digest, "enabled": row.enabled}
    row = row or MessageTemplate(key=file.id)
    row.pack, row.category, row.content, row.digest = file.pack, category, file.content, digest
    row.enabled, row.updated_at = True, utc_now()
    row.save()
    audit("template.applied", Ref("message_template", row.key, row.key), before, {"digest": digest, "enabled": True})


@transaction.atomic
def retire(pack: str, key: str) -> None:
    """Take a template out of use; messages read plainly again."""
    row = MessageTemplate.objects.select_for_update().filter(pack=pack, key=key, enabled=True).first()
    if row is not None:
        row.enabled, row.updated_at = False, utc_now()
        row.save(update_fields=["enabled", "updated_at"])
        audit("template.retired", Ref("message_template", key, key), {"enabled": True}, {"enabled": False})


def _problems(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    category = content.get("category", "")
    if category and categories.get(category) is None:
        yield f"没有类别 {category}；可用：{'、'.join(entry.key for entry in categories)}", "category:"
    broken = False
    for part, known in (("texts", NAMES), ("digest", DIGEST_NAMES)):
        for locale, channels in content.get(part, {}).items():
            for channel, words in channels.items():
                for text in words.values():
                    for problem in _faults(text, known):
                        broken = True
                        yield f"{part}.{locale}.{channel}：{problem}", f"{channel}:"
    for number, example in enumerate([] if broken else content["examples"], 1):
        yield from _differences(content, example, number)


def _faults(text: str, known: frozenset[str]) -> Iterator[str]:
    try:
        names = Template(text).names
    except BadTemplateError as error:
        yield str(error)
        return
    for name in sorted(names):
        if name.split(".")[0] not in known:
            yield f"不认识的变量 {name}；可用：{'、'.join(sorted(known))}"


def _differences(content: dict[str, Any], example: dict[str, Any], number: int) -> Iterator[tuple[str, str]]:
    given = example["message"]
    try:
        at = datetime.fromisoformat(given["at"])
    except ValueError:
        yield f"第 {number} 个示例的 at 不是时间", "examples:"
        return
    if at.tzinfo is None:
        yield f"第 {number} 个示例的 at 须带时区", "examples:"
        return
    fact = Fact(
        given["title"],
        given.get("body", ""),
        given.get("href", ""),
        given["level"],
        content.get("category", ""),
        at,
        given.get("facts", {}),
    )
    names = names_of(fact, example["locale"], EXAMPLE_URL, given.get("person", ""))
    kind = KINDS.get(example["channel"])
    markup = kind.markup if kind else "plain"
    text = render(content["texts"], names, example["channel"], markup, example["locale"])
    for part, came in (("title", text.title), ("body", text.body)):
        expected = example["expect"][part].strip()
        if came != expected:
            yield f"第 {number} 个示例的 {part} 得到“{came}”，期望“{expected}”", "examples:"


def _line(text: str, start: str) -> int | None:
    return next((number for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith(start)), None)
