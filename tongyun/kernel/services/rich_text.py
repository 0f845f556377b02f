"""Rich text that somebody else wrote: what a page may show of it, and its words alone."""

import html
import re
from typing import Final

#: The longest body, in characters of HTML.
MAX_BODY: Final = 200_000
_LINE: Final = ("a", "b", "br", "code", "em", "i", "img", "s", "strong", "sub", "sup", "u")
_BLOCK: Final = ("blockquote", "div", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "ul")
_TABLE: Final = ("table", "tbody", "td", "th", "thead", "tr")
TAGS: Final = frozenset((*_LINE, *_BLOCK, *_TABLE))
ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
SCHEMES: Final = {"http", "https", "mailto", "tel"}
#: Pictures come from the platform alone: one from elsewhere would tell its server who reads, and when.
OWN_FILES: Final = re.compile(r"/api/v1/files/[0-9a-f-]{36}/(content\?inline=true|thumbnail)")
_ENDS: Final = re.compile(r"(</(?:p|div|h2|h3|h4|li|tr|blockquote|pre)>|<br>|<hr>)")


def clean_html(text: str) -> str:
    """The text with nothing in it but the tags and attributes above; scripts go with what is in them."""
    import nh3  # noqa: PLC0415 - a compiled library that only writing an announcement needs

    return nh3.clean(
        text,
        tags=set(TAGS),
        clean_content_tags={"script", "style"},
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
    ).strip()


def words_of_html(text: str) -> str:
    """The words of cleaned HTML on one line, for the summary, the search box and messages."""
    import nh3  # noqa: PLC0415 - as above

    bare = nh3.clean(_ENDS.sub(r"\1 ", text), tags=set())
    return " ".join(html.unescape(bare).split())


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        return value if OWN_FILES.fullmatch(value) else None
    if name in ("colspan", "rowspan"):
        return value if value.isascii() and value.isdigit() and len(value) <= 2 else None
    return value
