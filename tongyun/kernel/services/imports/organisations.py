"""Plan and carry out an import of organisations."""

from collections import defaultdict
from typing import Any

from ...contracts import new_id
from ...contracts.tables import PlannedRow
from ...models import Organisation
from ..organisations.contacts import kept_behind_masks
from ..organisations.fields import problems
from ..organisations.history import remember
from ..organisations.tree import MAX_DEPTH, replant
from ..searching.people import index_people_of
from .columns import ORGANISATIONS
from .plan import refuse_repeated

PLAIN = ("name", "short_name", "kind", "division_level", "division_code", "uscc", "duties", "position", "valid_from")
HEADINGS = {column.key: column.heading for column in ORGANISATIONS}
CONTACT = {"contact_name": "name", "contact_phone": "phone", "contact_mail": "mail"}


def plan(rows: list[PlannedRow]) -> None:
    """Find what each row would do. Three queries at most, however many rows."""
    known = {row.code.casefold(): row for row in Organisation.objects.select_related("parent")}
    in_file = refuse_repeated(rows, "code", HEADINGS["code"])
    for row in rows:
        row.existing = known.get(str(row.values.get("code", "")).casefold())
        _keep_masked(row)
        _check_fields(row)
        _check_parent(row, known, in_file)
        if row.existing is not None:
            if row.existing.valid_to is not None:
                row.refuse(HEADINGS["code"], "机构已撤销，请先恢复")
            row.changes = _changes(row)
    parents = _parents(rows, known)
    _refuse_rings(rows, parents)
    _refuse_namesakes(rows, known, parents)


def carry_out(rows: list[PlannedRow]) -> None:
    """Write what was planned, in the caller's transaction: a fixed number of queries for each 500 units."""
    made = [_new(row) for row in rows if row.verdict == "create"]
    Organisation.objects.bulk_create(made, batch_size=500)
    by_code = {row.code.casefold(): row for row in Organisation.objects.select_for_update()}
    changed: dict[Any, Organisation] = {unit.id: unit for unit in made}
    for row in rows:
        unit = by_code[row.values["code"].casefold()]
        for key, (_, new) in row.changes.items():
            if key != "parent":
                setattr(unit, key, row.values.get(key, new))
        if row.values.get("parent"):
            unit.parent = by_code[row.values["parent"].casefold()]
        if row.verdict == "update":
            unit.version += 1
            changed[unit.id] = unit
        elif row.verdict == "create":
            changed[unit.id] = unit
    Organisation.objects.bulk_update(changed.values(), [*PLAIN, "contacts", "parent", "version"], batch_size=200)
    replant({unit.id: unit.parent_id for unit in by_code.values()})
    remember(changed.values(), "imported")
    index_people_of(row.existing.id for row in rows if row.verdict == "update" and "name" in row.changes)


def _keep_masked(row: PlannedRow) -> None:
    """A table that was exported with masks and comes back changes nothing behind them."""
    contacts = _contacts(row)
    if contacts and row.existing is not None and row.existing.contacts:
        known = {**row.existing.contacts[0], **({"name": contacts[0]["name"]} if "name" in contacts[0] else {})}
        meant = kept_behind_masks(contacts, [known])[0]
        row.values.update({key: meant[field] for key, field in CONTACT.items() if key in row.values})


def _check_fields(row: PlannedRow) -> None:
    contacts = _contacts(row)
    judged = {key: row.values[key] for key in ("code", *PLAIN) if key in row.values}
    for found in problems({**judged, "contacts": contacts} if contacts else judged):
        key = found.path.split("/")[1]
        if key == "contacts":
            key = {"name": "contact_name", "phone": "contact_phone"}.get(found.path.rpartition("/")[2], "contact_mail")
        row.refuse(HEADINGS[key], found.message)


def _check_parent(row: PlannedRow, known: dict[str, Organisation], in_file: dict[str, PlannedRow]) -> None:
    code = str(row.values.get("parent", "")).casefold()
    if not code:
        return
    unit = known.get(code)
    if code not in in_file and unit is None:
        row.refuse(HEADINGS["parent"], "没有这个编码的机构")
    elif unit is not None and unit.valid_to is not None:
        row.refuse(HEADINGS["parent"], "上级机构已撤销")
    elif code in in_file and in_file[code].messages and unit is None:
        row.refuse(HEADINGS["parent"], f"上级（第 {in_file[code].number} 行）有误")


def _parents(rows: list[PlannedRow], known: dict[str, Organisation]) -> dict[str, str]:
    """Each unit's parent by code, as they would be."""
    parents = {code: unit.parent.code.casefold() for code, unit in known.items() if unit.parent is not None}
    for row in rows:
        if row.values.get("code") and row.values.get("parent"):
            parents[row.values["code"].casefold()] = row.values["parent"].casefold()
    return parents


def _refuse_rings(rows: list[PlannedRow], parents: dict[str, str]) -> None:
    for row in rows:
        path = [str(row.values.get("code", "")).casefold()]
        while (above := parents.get(path[-1])) is not None and len(path) <= MAX_DEPTH:
            if above in path:
                row.refuse(HEADINGS["parent"], f"上级关系成环：{' → '.join([*path[path.index(above) :], above])}")
                break
            path.append(above)
        if len(path) > MAX_DEPTH:
            row.refuse(HEADINGS["parent"], f"层级超过 {MAX_DEPTH} 级")


def _refuse_namesakes(rows: list[PlannedRow], known: dict[str, Organisation], parents: dict[str, str]) -> None:
    names = {code: unit.name for code, unit in known.items() if unit.valid_to is None}
    names |= {
        row.values["code"].casefold(): row.values["name"] for row in rows if {"code", "name"} <= row.values.keys()
    }
    same: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, name in names.items():
        same[parents.get(code, ""), name].append(code)
    for row in rows:
        code, name = str(row.values.get("code", "")).casefold(), row.values.get("name", "")
        others = [each for each in same.get((parents.get(code, ""), name), ()) if each != code]
        if code and others:
            row.refuse(HEADINGS["name"], f"同一上级下已有同名机构（编码 {others[0]}）")


def _contacts(row: PlannedRow) -> list[dict[str, str]]:
    contact = {field: row.values[key] for key, field in CONTACT.items() if key in row.values}
    return [contact] if contact else []


def _changes(row: PlannedRow) -> dict[str, list[Any]]:
    unit: Organisation = row.existing
    found = {
        key: [_plain(getattr(unit, key)), _plain(row.values[key])]
        for key in PLAIN
        if key in row.values and getattr(unit, key) != row.values[key]
    }
    contacts = _contacts(row)
    if contacts and (not unit.contacts or any(unit.contacts[0].get(k) != v for k, v in contacts[0].items())):
        merged = [{**(unit.contacts[0] if unit.contacts else {}), **contacts[0]}, *unit.contacts[1:]]
        found["contacts"] = [unit.contacts, merged]
    parent = row.values.get("parent")
    if parent and (unit.parent is None or unit.parent.code.casefold() != parent.casefold()):
        found["parent"] = [unit.parent.code if unit.parent else None, parent]
    return found


def _new(row: PlannedRow) -> Organisation:
    given = {key: row.values[key] for key in ("code", *PLAIN) if key in row.values}
    given.setdefault("kind", Organisation.Kind.DEPARTMENT)
    return Organisation(id=new_id(), contacts=_contacts(row), **given)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
