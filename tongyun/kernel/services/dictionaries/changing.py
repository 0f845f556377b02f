"""What the site does with dictionaries: makes its own, adds entries, and changes those that packs ship."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ...contracts import Conflict, FieldError, Invalid, NotFound, Ref, refuse_stale, utc_now
from ...models import Dictionary, DictionaryEntry
from ..audit import audit
from ..permissions import require
from ..texts import text_problems
from ..work import publish
from . import fields as rules
from .reading import forget_dictionary

READ, MANAGE = "dictionary:read", "dictionary:manage"
#: Outbox: {key, version}.
CHANGED = "dictionary.changed"


@transaction.atomic
def create_dictionary(key: str, fields: Mapping[str, Any]) -> Dictionary:
    """Make a dictionary of the site's own. Needs dictionary:manage.

    Raises Invalid for a bad key or title, Conflict when the key is taken.
    """
    require(MANAGE)
    found = text_problems({"title": "", **fields}, 100)
    if problem := rules.key_problem(key):
        found.insert(0, FieldError("/key", problem))
    if found:
        raise Invalid("bad_dictionary", "内容有误。", found)
    if Dictionary.objects.filter(key=key).exists():
        raise Conflict("duplicate_key", f"标识“{key}”已被使用。", [FieldError("/key", "已被使用")])
    row = Dictionary.objects.create(key=key, **fields)
    audit("dictionary.created", ref(row), None, {"key": key, **fields})
    publish(CHANGED, {"key": key, "version": row.version})
    return row


@transaction.atomic
def edit_dictionary(key: str, version: int, fields: Mapping[str, Any]) -> Dictionary:
    """Change the words of a dictionary of the site's own, or take it out of use and back. Needs dictionary:manage.

    Raises NotFound, Stale, Invalid, and Conflict for a dictionary that a pack ships.
    """
    require(MANAGE)
    row = locked(key)
    if row.pack:
        raise Conflict("of_a_pack", f"这个字典由内容包“{row.pack}”提供，名称和启停请在内容包页面修改。")
    refuse_stale(row.version, version)
    if found := text_problems(fields, 100):
        raise Invalid("bad_dictionary", "内容有误。", found)
    before = {name: getattr(row, name) for name in fields}
    if before != dict(fields):
        for name, value in fields.items():
            setattr(row, name, value)
        touch(row)
        audit("dictionary.edited", ref(row), before, dict(fields))
    return row


@transaction.atomic
def add_entry(key: str, code: str, fields: Mapping[str, Any]) -> DictionaryEntry:
    """Add an entry of the site's own. Needs dictionary:manage.

    Raises NotFound, Conflict when the code is taken, Invalid for fields that break a rule.
    """
    require(MANAGE)
    held = locked(key)
    if problem := rules.code_problem(code):
        raise Invalid("bad_entry", "内容有误。", [FieldError("/code", problem)])
    by_code = entries_of(held)
    if code in by_code:
        raise Conflict("duplicate_code", f"编码“{code}”已被使用。", [FieldError("/code", "已被使用")])
    if len(by_code) >= rules.MAX_ENTRIES:
        raise Conflict("dictionary_full", f"一个字典最多 {rules.MAX_ENTRIES} 项。")
    row = DictionaryEntry(dictionary=held, code=code)
    _take(row, {"title": "", **fields}, by_code)
    row.save(force_insert=True)
    by_code[code] = row
    put_in_order(by_code)
    touch(held)
    audit("dictionary.entry_added", ref(held), None, {"code": code, **rules.state_of(row)})
    return row


@transaction.atomic
def edit_entry(key: str, code: str, version: int, fields: Mapping[str, Any]) -> DictionaryEntry:
    """Change an entry, also one that a pack ships: there the site's word counts from now on. Needs dictionary:manage.

    Raises NotFound, Stale, and Invalid for fields that break a rule.
    """
    require(MANAGE)
    held = locked(key)
    by_code = entries_of(held)
    row = _entry(by_code, code)
    refuse_stale(row.version, version)
    before = rules.state_of(row)
    _take(row, fields, by_code)
    after = rules.state_of(row)
    if after == before:
        return row
    mark_edited(row, [name for name in rules.FIELDS if before[name] != after[name]])
    _save(row, by_code)
    touch(held)
    audit("dictionary.entry_edited", ref(held), {"code": code, **before}, {"code": code, **after})
    return row


@transaction.atomic
def reset_entry(key: str, code: str) -> DictionaryEntry:
    """Take back what the site changed of an entry that a pack ships. Needs dictionary:manage.

    Raises NotFound, Conflict when the site made the entry itself, Invalid when its shipped place is now below itself.
    """
    require(MANAGE)
    held = locked(key)
    by_code = entries_of(held)
    row = _entry(by_code, code)
    if row.shipped is None:
        raise Conflict("not_shipped", "这一项是本单位自建的，没有自带的内容可以恢复。")
    before = rules.state_of(row)
    _take(row, {name: row.shipped[name] for name in row.edited}, by_code)
    row.edited = []
    _save(row, by_code)
    touch(held)
    audit("dictionary.entry_reset", ref(held), {"code": code, **before}, {"code": code, **rules.state_of(row)})
    return row


def locked(key: str) -> Dictionary:
    """The dictionary, locked for a change; raises NotFound."""
    row = Dictionary.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise no_dictionary()
    return row


def entries_of(held: Dictionary) -> dict[str, DictionaryEntry]:
    """All entries by code; each one's parent is the very object of that code."""
    rows = list(DictionaryEntry.objects.filter(dictionary=held))
    by_id = {row.id: row for row in rows}
    for row in rows:
        row.parent = by_id[row.parent_id] if row.parent_id else None
    return {row.code: row for row in rows}


def put_in_order(by_code: Mapping[str, DictionaryEntry]) -> None:
    """Write the places that changed."""
    DictionaryEntry.objects.bulk_update(rules.replace_all(by_code.values()), ["place", "depth"], batch_size=500)


def mark_edited(row: DictionaryEntry, names: list[str]) -> None:
    """Remember in which fields of a shipped entry the site's word counts: where it differs from what is shipped."""
    if row.shipped is not None:
        state = rules.state_of(row)
        wanted = {*row.edited, *names}
        row.edited = [name for name in rules.FIELDS if name in wanted and state[name] != row.shipped[name]]


def touch(held: Dictionary) -> None:
    """Something in the dictionary changed: every process reads it anew."""
    held.version += 1
    held.updated_at = utc_now()
    held.save()
    forget_dictionary(held.key)
    publish(CHANGED, {"key": held.key, "version": held.version})


def ref(row: Dictionary) -> Ref:
    """The dictionary as the audit trail names it."""
    return Ref("dictionary", row.key, row.title)


def no_dictionary() -> NotFound:
    """There is no such dictionary."""
    return NotFound("no_dictionary", "没有这个数据字典。")


def _entry(by_code: Mapping[str, DictionaryEntry], code: str) -> DictionaryEntry:
    row = by_code.get(code)
    if row is None:
        raise NotFound("no_entry", "没有这个字典项。")
    return row


def _take(row: DictionaryEntry, fields: Mapping[str, Any], by_code: Mapping[str, DictionaryEntry]) -> None:
    """Put fields into an entry; raises Invalid and leaves the database alone when they break a rule."""
    found = text_problems(fields, 200)
    parent = fields.get("parent")
    if parent is not None and parent not in by_code:
        raise Invalid("bad_entry", "内容有误。", [*found, FieldError("/parent", "没有这个上级")])
    for name, value in fields.items():
        rules.put(row, name, value, by_code)
    if problem := rules.days_problem(row.valid_from, row.valid_to):
        found.append(FieldError("/valid_to", problem))
    if parent is not None:
        found += _line_problems({**by_code, row.code: row})
    if found:
        raise Invalid("bad_entry", "内容有误。", found)


def _line_problems(by_code: Mapping[str, DictionaryEntry]) -> list[FieldError]:
    parents = {code: entry.parent.code if entry.parent else None for code, entry in by_code.items()}
    if rules.rings(parents):
        return [FieldError("/parent", "不能放在自身或自己的下级之下")]
    if rules.too_deep(parents):
        return [FieldError("/parent", f"层级不能超过 {rules.MAX_DEPTH} 级")]
    return []


def _save(row: DictionaryEntry, by_code: Mapping[str, DictionaryEntry]) -> None:
    row.version += 1
    row.save()
    put_in_order(by_code)
