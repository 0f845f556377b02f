"""The template language: what it writes, and what it cannot be made to do."""

from typing import Any

import pytest

from tongyun.kernel.contracts import PackFile
from tongyun.kernel.services.notify import message_files
from tongyun.kernel.services.notify.rendering import ESCAPES, LOCALES
from tongyun.kernel.services.notify.template_language import MAX_OUTPUT, BadTemplateError, Template


@pytest.mark.parametrize(
    ("template", "data", "text"),
    [
        ("{{ a }}-{{b}}", {"a": 1, "b": "二"}, "1-二"),
        ("{{ missing }}", {}, ""),
        ("{{ a.b.c }}", {"a": {"b": {"c": "深"}}}, "深"),
        ("{{ a | cut:3 }}", {"a": "一二三四"}, "一二…"),
        ("{{ a | default:无 }}", {}, "无"),
        ("{% if a %}有{% else %}无{% end %}", {"a": 0}, "无"),
        ("{% each rows %}{{ n }},{% end %}", {"rows": [{"n": 1}, {"n": 2}]}, "1,2,"),
        ("{% each rows %}{{ this }}{% end %}", {"rows": ["甲", "乙"]}, "甲乙"),
        ("{{ a }}", {"a": {"b": 1}}, ""),
    ],
)
def test_what_it_writes(template: str, data: dict[str, Any], text: str) -> None:
    assert Template(template).render(data) == text


@pytest.mark.parametrize(
    "template",
    [
        "{{ __class__ }}",
        "{{ a.__class__ }}",
        "{{ a['b'] }}",
        "{{ a() }}",
        "{{ 1 + 1 }}",
        "{{ a | system:x }}",
        "{% import os %}",
        "{% if a %}",
        "{% end %}",
        "{% else %}",
        "{% if a %}{% else %}{% else %}{% end %}",
        "{{ a",
        "{% each a %}" * 4 + "{% end %}" * 4,
        "x" * 5000,
    ],
)
def test_what_it_refuses(template: str) -> None:
    with pytest.raises(BadTemplateError):
        Template(template)


def test_an_attribute_of_an_object_is_out_of_reach() -> None:
    assert Template("{{ a.real }}{{ b.denominator }}").render({"a": 5, "b": "text"}) == ""


def test_repetition_ends() -> None:
    rows = [{"inner": [{"deep": ["x" * 1000] * 1000}] * 1000}] * 1000
    text = Template("{% each rows %}{% each inner %}{% each deep %}{{ this }}{% end %}{% end %}{% end %}")
    assert len(text.render({"rows": rows})) <= MAX_OUTPUT


def test_values_are_escaped_and_the_templates_own_words_are_not() -> None:
    text = Template("**{{ a }}**").render({"a": "[x](http://evil) @all # <b>"}, ESCAPES["markdown"])
    assert text == r"**\[x\]\(http://evil\) \@all \# \<b\>**"


def file_of(**changes: Any) -> PackFile:
    texts = {locale: {"any": {"title": "{{ title }}", "body": "{{ body }}"}} for locale in LOCALES}
    message = {"title": "题", "body": "文", "level": "info", "at": "2026-11-21T14:03:00+08:00"}
    example = {"locale": "zh-CN", "channel": "any", "message": message, "expect": {"title": "题", "body": "文"}}
    content = {"title": "t", "title_en": "t", "category": "alert", "texts": texts, "examples": [example], **changes}
    return PackFile("test", "messages", "t", "messages/t.yaml", content, "category: alert\nexamples:\n")


def test_a_right_file_has_no_findings() -> None:
    assert message_files.check(file_of()) == []


def test_findings_name_the_category_the_variable_and_the_example() -> None:
    texts = {locale: {"any": {"title": "{{ title }}", "body": "{{ secret }}"}} for locale in LOCALES}
    assert "没有类别 nothing" in message_files.check(file_of(category="nothing"))[0].message
    assert "不认识的变量 secret" in message_files.check(file_of(texts=texts))[0].message
    other = {locale: {"any": {"title": "{{ title }}", "body": "别的"}} for locale in LOCALES}
    assert "得到“别的”" in message_files.check(file_of(texts=other))[0].message


@pytest.mark.django_db
def test_a_category_has_one_template_and_retiring_it_makes_room() -> None:
    file = file_of()
    message_files.apply(file)
    message_files.apply(file)
    rival = PackFile("other", "messages", "u", file.path, file.content, file.text)
    with pytest.raises(Exception, match="template_taken"):
        message_files.apply(rival)
    message_files.retire("test", "t")
    message_files.apply(rival)
