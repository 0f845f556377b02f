"""Style sheets use only custom properties that somebody sets; one that nobody does is a colour that is missing."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "web" / "src"
SHEETS = sorted(WEB.rglob("*.css"))
CODE = "\n".join(path.read_text() for path in WEB.rglob("*.ts*"))
#: What the theme makes of its lists: a shape of each tone, and each radius and space.
MADE = re.compile(r"--ty-((critical|warning|running|ok|idle)-(text|solid|tint)|(radius|space)-[a-z]+)")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: str(path.relative_to(WEB)))
def test_each_custom_property_is_set(sheet: Path) -> None:
    text = sheet.read_text()
    set_here = set(re.findall(r"(--[\w-]+)\s*:", "\n".join(path.read_text() for path in SHEETS)))
    named = set(re.findall(r"\['([a-z-]+)',", (WEB / "shared/theme/css.ts").read_text()))
    missing = [
        name
        for name in re.findall(r"var\((--[\w-]+)\)", text)
        if name not in set_here
        and name.removeprefix("--ty-") not in named
        and not MADE.fullmatch(name)
        and f"'{name}'" not in CODE
    ]
    assert missing == []
