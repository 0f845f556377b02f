"""What a message says on a channel: the pack's template of its category, in the reader's language, escaped for the
channel it goes through."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ...contracts.notify import NotificationCategory
from ...models import MessageTemplate
from .categories import OTHER, categories, chain
from .template_language import Template

CHINA = ZoneInfo("Asia/Shanghai")
LOCALES = ("zh-CN", "en-US")
#: A digest names so many of its messages and counts the rest.
LISTED = 10
LEVEL_TITLES = {
    "zh-CN": {"info": "提示", "warning": "警告", "critical": "紧急"},
    "en-US": {"info": "Info", "warning": "Warning", "critical": "Critical"},
}
#: Says the least, where no pack says more.
PLAIN: dict[str, Any] = {
    "texts": {
        locale: {"any": {"title": "{{ title }}", "body": "{{ title }}\n{{ body }}\n{{ link }}"}} for locale in LOCALES
    },
    "digest": {
        "zh-CN": {
            "any": {
                "title": "{{ count }} 条通知",
                "body": "{% each items %}{{ title }}\n{% end %}{% if more %}另有 {{ more }} 条\n{% end %}{{ link }}",
            }
        },
        "en-US": {
            "any": {
                "title": "{{ count }} messages",
                "body": "{% each items %}{{ title }}\n{% end %}{% if more %}and {{ more }} more\n{% end %}{{ link }}",
            }
        },
    },
}


@dataclass(frozen=True)
class Fact:
    """A message as templates see it."""

    title: str
    body: str
    href: str
    level: str
    category: str
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Text:
    """Rendered for one channel."""

    title: str
    body: str


class TemplateBook:
    """The templates in force, read once and compiled as they are needed."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        rows = MessageTemplate.objects.filter(enabled=True).order_by("key")
        self._contents: dict[str, dict[str, Any]] = {row.category: row.content for row in rows}
        self._compiled: dict[str, Template] = {}

    def one(self, fact: Fact, channel: str, markup: str, locale: str, person: str) -> Text:
        """One message."""
        content = self._content(fact.category)
        return self._render(content["texts"], names_of(fact, locale, self._public_url, person), channel, markup, locale)

    def digest(self, facts: Sequence[Fact], count: int, channel: str, markup: str, locale: str, person: str) -> Text:
        """Many messages as one: the first of them by name, `count` in all."""
        content = self._content("")
        items = [names_of(fact, locale, self._public_url, person) for fact in facts[:LISTED]]
        names: dict[str, Any] = {
            "count": count,
            "items": items,
            "more": count - len(items),
            "person": person,
            "link": f"{self._public_url}/messages",
        }
        return self._render(content.get("digest") or PLAIN["digest"], names, channel, markup, locale)

    def _content(self, category: str) -> Mapping[str, Any]:
        for name in (*(chain(category) if category else ()), ""):
            if name in self._contents:
                return self._contents[name]
        return PLAIN

    def _render(
        self, texts: Mapping[str, Any], names: Mapping[str, Any], channel: str, markup: str, locale: str
    ) -> Text:
        return render(texts, names, channel, markup, locale, self._template)

    def _template(self, text: str) -> Template:
        if text not in self._compiled:
            self._compiled[text] = Template(text)
        return self._compiled[text]


def render(
    texts: Mapping[str, Any],
    names: Mapping[str, Any],
    channel: str,
    markup: str,
    locale: str,
    compile_: Callable[[str], Template] = Template,
) -> Text:
    """The text for a channel (`sms`, `mail`, …, else `any`) in a language (else Chinese)."""
    by_channel = texts.get(locale) or texts[LOCALES[0]]
    own = by_channel.get(channel) or by_channel["any"]
    escape = ESCAPES[markup]
    title = " ".join(compile_(own["title"]).render(names).split())
    body = compile_(own["body"]).render(names, escape)
    return Text(title[:200], " ".join(body.split()) if markup == "line" else tidy(body))


def names_of(fact: Fact, locale: str, public_url: str, person: str = "") -> dict[str, Any]:
    """The names a template may use for one message."""
    entry = categories.get(chain(fact.category)[0]) or NotificationCategory(OTHER, "其他", "Other")
    return {
        "title": fact.title,
        "body": fact.body,
        "link": f"{public_url}{fact.href}" if fact.href else "",
        "level": fact.level,
        "level_title": LEVEL_TITLES[locale][fact.level],
        "critical": fact.level == "critical",
        "category": fact.category,
        "category_title": entry.title_zh if locale == LOCALES[0] else entry.title_en,
        "time": fact.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        "person": person,
        "facts": dict(fact.facts),
    }


def tidy(text: str) -> str:
    """Without blanks at line ends and without more than one empty line."""
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _markdown(text: str) -> str:
    """A value that cannot become a link, a picture, a heading or a mention."""
    flat = re.sub(r"([\\`*_{}\[\]()#+!|~<>@])", r"\\\1", text)
    return re.sub(r"(?m)^(\s*)([-=]|\d+\.)", r"\1\\\2", flat)


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter == "\n" or letter >= " ")


ESCAPES: Mapping[str, Callable[[str], str]] = {"plain": _plain, "line": _plain, "markdown": _markdown}
