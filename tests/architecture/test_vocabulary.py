"""The words that packs share with the interface are known on both sides."""

import re
from pathlib import Path

from tongyun.inventory.content.vocabulary import ICONS, UNITS

INVENTORY = Path(__file__).parents[2] / "web" / "src" / "modules" / "inventory"


def test_every_icon_that_a_type_may_have_is_drawn() -> None:
    table = (INVENTORY / "typeIcon.tsx").read_text("utf-8").split("const ICONS", 1)[1].split("};", 1)[0]
    assert set(re.findall(r"'?([a-z-]+)'?: [A-Z]", table)) == ICONS


def test_every_unit_that_an_attribute_may_have_is_offered() -> None:
    offered = (INVENTORY / "type" / "editor" / "units.ts").read_text("utf-8").split("UNITS = [", 1)[1]
    assert set(re.findall(r"'([^']+)'", offered)) == set(UNITS)
