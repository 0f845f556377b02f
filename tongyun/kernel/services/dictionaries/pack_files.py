"""The pack kind `dictionaries`: one YAML file is one dictionary, its entries nested as they stand in the tree.

What the site changed of an entry stays in force when the pack is applied again; the rest follows the pack. An entry
that a pack no longer ships is switched off, not removed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction

from ...contracts import Conflict, Finding, PackFile
from ...models import Dictionary, DictionaryEntry
from ..audit import audit
from . import fields as rules
from .changing import entries_of, ref, touch

_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_TITLE = {"type": "string", "minLength": 1, "maxLength": 200}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "数据字典",
    "description": "供表单和配置模型选择的取值，以 x-dictionary 引用。",
    "type": "object",
    "required": ["key", "title", "title_en", "entries"],
    "additionalProperties": False,
    "properties": {
        "key": {"type": "string", "pattern": f"^{rules.KEY.pattern}$"},
        "title": {**_TITLE, "maxLength": 100},
        "title_en": {**_TITLE, "maxLength": 100},
        "description": {"type": "string", "maxLength": 500},
        "entries": {"type": "array", "items": {"$ref": "#/$defs/entry"}, "maxItems": rules.MAX_ENTRIES},
    },
    "$defs": {
        "entry": {
            "type": "object",
            "required": ["key", "title", "title_en"],
            "additionalProperties": False,
            "properties": {
                "key": {"type": "string", "pattern": f"^{rules.CODE.pattern}$", "description": "记录中保存的编码"},
                "title": _TITLE,
                "title_en": _TITLE,
                "valid_from": {**_DAY, "description": "自这一天起可选"},
                "valid_to": {**_DAY, "description": "到这一天起不再可选"},
                "enabled": {"type": "boolean", "default": True},
                "note": {"type": "string", "maxLength": 500},
                "children": {"type": "array", "items": {"$ref": "#/$defs/entry"}},
            },
        }
    },
}


@dataclass(frozen=True)
class ShippedEntry:
    """An entry as the file has it: its code, how deep it stands, and the fields as `fields.state_of` names them."""

    code: str
    depth: int
    state: Mapping[str, Any]


def flat(entries: list[dict[str, Any]], parent: str | None = None, depth: int = 0) -> Iterator[ShippedEntry]:
    """The entries of a file, parents before children; their order in the file is their order."""
    for rank, entry in enumerate(entries):
        state = {
            "title": entry["title"],
            "title_en": entry["title_en"],
            "parent": parent,
            "position": (rank + 1) * 10,
            "valid_from": entry.get("valid_from"),
            "valid_to": entry.get("valid_to"),
            "enabled": entry.get("enabled", True),
            "note": entry.get("note", ""),
        }
        yield ShippedEntry(entry["key"], depth, state)
        if depth < rules.MAX_DEPTH:
            yield from flat(entry.get("children", []), entry["key"], depth + 1)


def check(file: PackFile) -> list[Finding]:
    """What the schema cannot say: codes stand once, days are days, and the tree is not too deep."""
    key, seen, said = file.content["key"], set[str](), []
    if key != file.id:
        said.append(f"key 为“{key}”，应与文件名“{file.id}”一致")
    for entry in flat(file.content["entries"]):
        if entry.code in seen:
            said.append(f"编码“{entry.code}”重复")
        seen.add(entry.code)
        if entry.depth >= rules.MAX_DEPTH:
            said.append(f"“{entry.code}”的层级超过 {rules.MAX_DEPTH} 级")
        said.extend(f"“{entry.code}”：{problem}" for problem in _day_problems(entry.state))
    if len(seen) > rules.MAX_ENTRIES:
        said.append(f"超过 {rules.MAX_ENTRIES} 项")
    return [Finding(file.path, text) for text in said]


@transaction.atomic
def apply(file: PackFile) -> None:
    """Bring a dictionary up to what the file says, keeping the site's own entries and changes.

    Raises Conflict when another pack, or the site itself, has a dictionary of this key in use.
    """
    content = file.content
    digest = sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    held = Dictionary.objects.select_for_update().filter(key=file.id).first()
    if held is not None and (held.pack, held.digest, held.retired) == (file.pack, digest, False):
        return
    if held is not None and held.pack != file.pack and not held.retired:
        whose = f"已由内容包“{held.pack}”提供" if held.pack else "已由本单位自建"
        raise Conflict("dictionary_taken", f"{file.path}：数据字典“{file.id}”{whose}。")
    before = None if held is None else {"digest": held.digest, "retired": held.retired}
    held = held or Dictionary(key=file.id, version=0)
    held.title, held.title_en = content["title"], content["title_en"]
    held.description, held.pack, held.digest = content.get("description", ""), file.pack, digest
    held.retired = False
    touch(held)
    counts = _merge(held, list(flat(content["entries"])))
    audit("dictionary.applied", ref(held), before, {"digest": digest, "retired": False, **counts})


@transaction.atomic
def retire(pack: str, key: str) -> None:
    """Take a dictionary out of use: nothing can be chosen from it, its entries stay readable."""
    held = Dictionary.objects.select_for_update().filter(pack=pack, key=key, retired=False).first()
    if held is not None:
        held.retired, held.digest = True, ""
        touch(held)
        audit("dictionary.retired", ref(held), {"retired": False}, {"retired": True})


def _merge(held: Dictionary, shipped: list[ShippedEntry]) -> dict[str, int]:
    """Lay the shipped entries under what the site changed; how many came, changed and were switched off."""
    by_code = entries_of(held)
    known = set(by_code)
    for entry in shipped:
        if entry.code not in by_code:
            by_code[entry.code] = DictionaryEntry(dictionary=held, code=entry.code)
    changed = []
    for entry in shipped:
        row = by_code[entry.code]
        before = rules.state_of(row)
        if row.shipped is None and entry.code in known:
            row.edited = [name for name in rules.FIELDS if before[name] != entry.state[name]]
        row.shipped = dict(entry.state)
        for name in rules.FIELDS:
            if name not in row.edited:
                rules.put(row, name, entry.state[name], by_code)
        changed += [row] if entry.code in known and rules.state_of(row) != before else []
    still = {entry.code for entry in shipped}
    gone = [row for code, row in by_code.items() if row.shipped is not None and code not in still]
    ended = [row for row in gone if row.shipped["enabled"]]
    for row in ended:
        row.shipped = {**row.shipped, "enabled": False}
        if "enabled" not in row.edited:
            row.enabled = False
    _untangle(by_code)
    rules.replace_all(by_code.values())
    new = [by_code[entry.code] for entry in shipped if entry.code not in known]
    for row in [*changed, *ended]:
        row.version += 1
    DictionaryEntry.objects.bulk_create(sorted(new, key=lambda row: row.depth), batch_size=500)
    old = [by_code[code] for code in known]
    names = [*rules.FIELDS, "shipped", "edited", "place", "depth", "version"]
    DictionaryEntry.objects.bulk_update(old, names, batch_size=200)
    return {"added": len(new), "changed": len(changed), "ended": len(ended)}


def _untangle(by_code: Mapping[str, DictionaryEntry]) -> None:
    """Where the site moved an entry and the pack now moves the other way round, the pack's tree counts."""
    parents = {code: row.parent.code if row.parent else None for code, row in by_code.items()}
    for code in rules.rings(parents):
        row = by_code[code]
        if row.shipped is not None and "parent" in row.edited:
            row.edited = [name for name in row.edited if name != "parent"]
            rules.put(row, "parent", row.shipped["parent"], by_code)


def _day_problems(state: Mapping[str, Any]) -> list[str]:
    days: list[date | None] = []
    for name in ("valid_from", "valid_to"):
        try:
            days.append(date.fromisoformat(state[name]) if state[name] else None)
        except ValueError:
            return [f"{name} 不是日期"]
    problem = rules.days_problem(days[0], days[1])
    return [problem] if problem else []
