"""What a column of a table may fill: the item's own columns, an attribute of the type, or a relation from the item."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongyun.kernel.contracts.tables import CellError
from tongyun.kernel.facade import dictionary, hidden_fields, is_hidden, plain_text, read_day

from ..catalogue import Catalogue
from ..contracts import TypeView
from ..models import RelationType
from ..queries import RESOURCE

NAME, ORGANISATION, ITEM = "@name", "@organisation", "@id"
ATTRIBUTE, RELATION = "attributes.", "relation."
SEPARATORS = str.maketrans(dict.fromkeys("、，；;\n", ","))
YES = {"是", "yes", "true", "1", "y", "有", "√"}
NO = {"否", "no", "false", "0", "n", "无", "×"}
OWN = (
    (NAME, ("名称", "Name"), ("资源名称", "配置项名称", "name")),
    (ORGANISATION, ("所属单位", "Organisation"), ("所属组织", "所属机构", "单位", "organization")),
    (ITEM, ("标识", "ID"), ("编号标识", "uuid")),
)


@dataclass(frozen=True)
class Target:
    """Something a column may fill: its key, its titles, how a cell is read, and what else its heading may be."""

    key: str
    title: str
    title_en: str
    read: Callable[[str], Any]
    other_names: tuple[str, ...] = ()
    required: bool = False
    #: Whether its value is another item.
    points: bool = False


def several(text: str) -> list[str]:
    """The parts of a cell that names several things."""
    return [part for each in text.translate(SEPARATORS).split(",") if (part := each.strip())]


def targets_of(types: Catalogue, view: TypeView, split: Callable[[str], list[str]] = several) -> dict[str, Target]:
    """All targets of a type, without what the actor does not see. `split` takes apart cells that name several."""
    found = [Target(key, *titles, plain_text, names, key == NAME) for key, titles, names in OWN]
    hidden = hidden_fields(RESOURCE)
    for name, entry in view.schema["properties"].items():
        if (
            name not in view.volatile
            and name not in view.computed
            and _fits_a_cell(entry)
            and not is_hidden(f"attributes.{name}", hidden)
        ):
            found.append(_attribute(name, entry, split, required=name in view.schema["required"]))
    found.extend(_relations(view, split))
    return {
        target.key: target for target in found if target.key != ORGANISATION or not is_hidden("organisation", hidden)
    }


def proposed(targets: Mapping[str, Target], headings: Iterable[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """What headings mean: as the last time, else what is called so; "" for a column that is left out."""
    by_name: dict[str, str] = {}
    for target in targets.values():
        for name in (target.title, target.title_en, target.key.partition(".")[2] or target.key, *target.other_names):
            by_name.setdefault(_folded(name), target.key)
    taken: set[str] = set()
    mapping: dict[str, str] = {}
    for heading in headings:
        known = remembered.get(heading)
        key = known if known is not None and (known == "" or known in targets) else by_name.get(_folded(heading), "")
        mapping[heading] = "" if key in taken else key
        taken.add(mapping[heading])
    return mapping


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").replace("_", "").casefold()


def _fits_a_cell(entry: Mapping[str, Any]) -> bool:
    if "x-file" in entry or "x-computed" in entry:
        return False
    kind = entry.get("type")
    if kind == "array":
        return (entry.get("items") or {}).get("type") in ("string", "integer", "number")
    return kind in ("string", "integer", "number", "boolean") or isinstance(kind, list)


def _attribute(name: str, entry: Mapping[str, Any], split: Callable[[str], list[str]], *, required: bool) -> Target:
    titles = entry.get("x-title", {})
    title, title_en = str(titles.get("zh-CN") or name), str(titles.get("en-US") or name)
    return Target(
        f"{ATTRIBUTE}{name}", title, title_en, _reader(entry, split), required=required, points="x-item" in entry
    )


def _relations(view: TypeView, split: Callable[[str], list[str]]) -> list[Target]:
    kinds = RelationType.objects.filter(retired=False).order_by("key")
    return [
        Target(f"{RELATION}{kind.key}", kind.title, kind.title_en, split)
        for kind in kinds
        if not kind.source_types or set(kind.source_types) & set(view.lineage)
    ]


def _reader(entry: Mapping[str, Any], split: Callable[[str], list[str]]) -> Callable[[str], Any]:
    if entry.get("type") == "array":
        one = _reader(entry["items"], split)
        return lambda text: [one(part) for part in split(text)]
    words = _words(entry)
    if words:
        return lambda text: words.get(_folded(text), text)
    kinds = entry["type"] if isinstance(entry["type"], list) else [entry["type"]]
    kind = next((each for each in kinds if each != "null"), "string")
    if kind == "string" and entry.get("format") in FORMATS:
        return FORMATS[entry["format"]]
    return READERS.get(kind, lambda text: text)


def _words(entry: Mapping[str, Any]) -> dict[str, str]:
    """The codes of an attribute by their titles: a person writes 核心, the registry keeps core."""
    told = {code: (title["zh-CN"], title["en-US"]) for code, title in entry.get("x-enum", {}).items()}
    if "x-dictionary" in entry:
        found = dictionary(entry["x-dictionary"])
        told |= found.words() if found else {}
    return {_folded(title): code for code, titles in told.items() for title in (code, *titles)}


def _whole(text: str) -> int:
    try:
        return int(plain_text(text).replace(",", ""))
    except ValueError as error:
        raise CellError("须为整数") from error


def _number(text: str) -> int | float:
    cleaned = plain_text(text).replace(",", "")
    try:
        return int(cleaned) if cleaned.lstrip("+-").isdigit() else _finite(float(cleaned))
    except ValueError as error:
        raise CellError("须为数字") from error


def _finite(value: float) -> float:
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(value)
    return value


def _yes_or_no(text: str) -> bool:
    folded = plain_text(text).casefold()
    if folded not in YES | NO:
        raise CellError("须为：是、否")
    return folded in YES


def _day(text: str) -> str:
    return read_day(text).isoformat()


def _moment(text: str) -> str:
    cleaned = plain_text(text)
    try:
        return datetime.fromisoformat(cleaned).isoformat()
    except ValueError as error:
        raise CellError("时间有误，请写作 2026-11-21T08:00:00+08:00") from error


FORMATS: dict[str, Callable[[str], Any]] = {"date": _day, "date-time": _moment}
READERS: dict[str, Callable[[str], Any]] = {"integer": _whole, "number": _number, "boolean": _yes_or_no}
