"""Style sheets use only custom properties that somebody sets; one that nobody does is a colour that is missing."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "web" / "src"
SHEETS = sorted(WEB.rglob("*.css"))
TEXTS = {sheet: sheet.read_text() for sheet in SHEETS}
#: The custom properties that some sheet sets, and those that the theme names.
SET = set(re.findall(r"(--[\w-]+)\s*:", "\n".join(TEXTS.values())))
NAMED = set(re.findall(r"\['([a-z-]+)',", (WEB / "shared/theme/css.ts").read_text()))
CODE = "\n".join(path.read_text() for path in WEB.rglob("*.ts*"))
#: What the theme makes of its lists: a shape of each tone, and each radius and space.
MADE = re.compile(r"--ty-((critical|warning|running|ok|idle)-(text|solid|tint)|(radius|space)-[a-z]+)")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: str(path.relative_to(WEB)))
def test_each_custom_property_is_set(sheet: Path) -> None:
    missing = [
        name
        for name in re.findall(r"var\((--[\w-]+)\)", TEXTS[sheet])
        if name not in SET
        and name.removeprefix("--ty-") not in NAMED
        and not MADE.fullmatch(name)
        and f"'{name}'" not in CODE
    ]
    assert missing == []
