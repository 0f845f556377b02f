"""What a script is told: environment variables, and nothing else.

Parameters and attributes are never put into the text of a script, so no value can become a command.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from tongyun.inventory.contracts import ItemView

PARAMETER = "TY_"
ITEM = "TY_ITEM_"
#: Longer values are left out: an environment is small, and an attribute of this size is a document.
MAX_VALUE = 8192
NOT_IN_A_NAME = re.compile(r"[^A-Z0-9]+")


def environment_of(run: str, parameters: Mapping[str, Any], item: ItemView) -> dict[str, str]:
    """The variables of one target: TY_<PARAMETER>, TY_ITEM_<ATTRIBUTE>, TY_ITEM_{ID,NAME,TYPE} and TY_RUN."""
    variables = {
        **_scalars(ITEM, item.attributes),
        f"{ITEM}ID": str(item.id),
        f"{ITEM}NAME": item.name,
        f"{ITEM}TYPE": item.type,
        **{f"{PARAMETER}{_name(key)}": _text(value) for key, value in parameters.items() if value is not None},
        f"{PARAMETER}RUN": run,
    }
    return {name: value for name, value in variables.items() if "\x00" not in value and len(value) <= MAX_VALUE}


def is_reserved(parameter: str) -> bool:
    """Whether a parameter would hide what the platform itself tells the script."""
    name = _name(parameter)
    return name == "RUN" or name.startswith("ITEM")


def _scalars(prefix: str, attributes: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{prefix}{_name(key)}": _text(value)
        for key, value in attributes.items()
        if isinstance(value, (str, int, float, bool))
    }


def _name(key: str) -> str:
    return NOT_IN_A_NAME.sub("_", key.upper())


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
