"""Routes of data dictionaries."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from ..contracts import FieldError, Invalid
from ..contracts.dictionaries import DictionaryEntry, DictionaryView
from ..models import Dictionary
from ..models import DictionaryEntry as EntryRow
from ..services.dictionaries import changing as verbs
from ..services.dictionaries import dictionary
from ..services.dictionaries.importing import import_entries
from ..services.imports.safety import MAX_BYTES
from . import columns
from .grammar import Filter, Listing, Page, page
from .patches import changes_in
from .schemas import dictionaries as schemas
from .security import SIGNED_IN, guarded
from .versions import expected_version

router = Router(tags=["dictionaries"])

READ, MANAGE = verbs.READ, verbs.MANAGE
MAX_CHOICES = 2_000
MAX_CODES = 200

DICTIONARIES = Listing(
    filters={
        "retired": Filter("retired", bool, "已停用"),
        "pack": Filter("pack", description="提供它的内容包；空为本单位自建"),
    },
    sorts={"title": "title", "key": "key", "updated_at": "updated_at"},
    default_sort="key",
    search=("key", "title", "title_en", "description"),
    columns=columns.DICTIONARIES,
    title=("数据字典", "Dictionaries"),
)
ENTRIES = Listing(
    filters={
        "enabled": Filter("enabled", bool, "启用"),
        "own": Filter("shipped__isnull", bool, "本单位自建"),
        "parent": Filter("parent__code", description="直接上级的编码"),
        "depth": Filter("depth", int, "层级，0 为顶级"),
        "valid_to": Filter("valid_to", date, "失效日期"),
    },
    sorts={"place": "place", "code": "code", "title": "title", "position": "position"},
    default_sort="place",
    search=("code", "title", "title_en", "note"),
    columns=columns.DICTIONARY_ENTRIES,
    title=("字典项", "Entries"),
)


@router.get("/dictionaries", response=Page[schemas.DictionaryOut], **guarded(READ, DICTIONARIES))
def dictionaries(request: HttpRequest) -> dict[str, Any]:
    """All dictionaries."""
    rows: Any = Dictionary.objects.annotate(size=Count("entries"))
    return page(request, rows, DICTIONARIES, lambda found: [_shown(row, row.size) for row in found])


@router.post("/dictionaries", response={201: schemas.DictionaryOut}, **guarded(MANAGE))
def create(request: HttpRequest, body: schemas.DictionaryIn) -> Status[dict[str, Any]]:
    """Make a dictionary of the site's own."""
    fields = body.dict()
    return Status(201, _shown(verbs.create_dictionary(fields.pop("key"), fields), 0))


@router.get("/dictionaries/{key}", response=schemas.DictionaryOut, **guarded(READ))
def one(request: HttpRequest, key: str) -> dict[str, Any]:
    """One dictionary; its entries are a list of their own."""
    return _detail(key)


@router.patch("/dictionaries/{key}", response=schemas.DictionaryOut, **guarded(MANAGE, versioned=True))
def edit(request: HttpRequest, key: str, body: schemas.DictionaryPatchIn) -> dict[str, Any]:
    """Change the words of a dictionary of the site's own, or take it out of use; 412 when somebody saved first."""
    verbs.edit_dictionary(key, expected_version(request, body.version), changes_in(body))
    return _detail(key)


@router.get("/dictionaries/{key}/entries", response=Page[schemas.EntryOut], **guarded(READ, ENTRIES))
def entries(request: HttpRequest, key: str) -> dict[str, Any]:
    """The entries in the order of the tree, parents before children; also those that are switched off."""
    found = _known(key)
    rows = EntryRow.objects.filter(dictionary=key).select_related("parent")
    return page(request, rows, ENTRIES, lambda part: [_entry(row, found) for row in part])


@router.post("/dictionaries/{key}/entries", response={201: schemas.EntryOut}, **guarded(MANAGE))
def add_entry(request: HttpRequest, key: str, body: schemas.EntryIn) -> Status[dict[str, Any]]:
    """Add an entry of the site's own."""
    fields = body.dict()
    row = verbs.add_entry(key, fields.pop("code"), fields)
    return Status(201, _entry(row, _known(key)))


@router.patch("/dictionaries/{key}/entries/{code}", response=schemas.EntryOut, **guarded(MANAGE, versioned=True))
def edit_entry(request: HttpRequest, key: str, code: str, body: schemas.EntryPatchIn) -> dict[str, Any]:
    """Change an entry; 412 when somebody saved first. Of a shipped one the site's word counts from now on."""
    changes = changes_in(body, ["parent", "valid_from", "valid_to"])
    return _entry(verbs.edit_entry(key, code, expected_version(request, body.version), changes), _known(key))


@router.post("/dictionaries/{key}/entries/{code}/reset", response=schemas.EntryOut, **guarded(MANAGE))
def reset_entry(request: HttpRequest, key: str, code: str) -> dict[str, Any]:
    """Take back what the site changed of a shipped entry."""
    return _entry(verbs.reset_entry(key, code), _known(key))


@router.post("/dictionaries/{key}/import", response=schemas.EntryImportOut, **guarded(MANAGE))
def import_table(request: HttpRequest, key: str, file: File[UploadedFile], apply: Form[bool] = False) -> dict[str, Any]:
    """Read an xlsx or csv with the headings of the export; with `apply` also write it, all rows or none."""
    plan = import_entries(key, file.name or "", file.read(MAX_BYTES + 1), apply=apply)
    return {
        "applied": plan.applied,
        "creates": plan.count("create"),
        "updates": plan.count("update"),
        "unchanged": plan.count("unchanged"),
        "errors": plan.count("error"),
        "rows": [{**vars(row), "verdict": row.verdict, "cells": row.shown} for row in plan.rows],
    }


@router.get("/dictionaries/{key}/choices", response=schemas.ChoicesOut, **guarded(SIGNED_IN))
def choices(request: HttpRequest, key: str, q: str = "", limit: int = 500) -> dict[str, Any]:
    """What can be chosen today, for forms: all of it, or what holds `q` in its code or titles."""
    if not 1 <= limit <= MAX_CHOICES:
        raise Invalid("bad_limit", f"limit 须为 1 到 {MAX_CHOICES}。", [FieldError("limit", "超出范围")])
    found = _known(key)
    wanted = [entry for entry in found.choices(localdate()) if _holds(entry, q.strip().casefold())]
    return _choices(found, wanted[:limit], len(wanted))


@router.get("/dictionaries/{key}/labels", response=schemas.ChoicesOut, **guarded(SIGNED_IN))
def labels(request: HttpRequest, key: str, codes: str) -> dict[str, Any]:
    """What codes mean, separated by commas; also those that can no longer be chosen."""
    named = list(dict.fromkeys(part for part in codes.split(",") if part))
    if len(named) > MAX_CODES:
        raise Invalid("too_many_codes", f"一次最多 {MAX_CODES} 个编码。", [FieldError("codes", "太多")])
    found = _known(key)
    wanted = [found.entries[code] for code in named if code in found.entries]
    return _choices(found, wanted, len(wanted))


def _known(key: str) -> DictionaryView:
    found = dictionary(key)
    if found is None:
        raise verbs.no_dictionary()
    return found


def _detail(key: str) -> dict[str, Any]:
    row = Dictionary.objects.annotate(size=Count("entries")).filter(key=key).first()
    if row is None:
        raise verbs.no_dictionary()
    return _shown(row, row.size)


def _shown(row: Dictionary, size: int) -> dict[str, Any]:
    return {
        "key": row.key,
        "title": row.title,
        "title_en": row.title_en or row.title,
        "description": row.description,
        "pack": row.pack,
        "retired": row.retired,
        "entries": size,
        "version": row.version,
        "updated_at": row.updated_at,
    }


def _entry(row: EntryRow, found: DictionaryView) -> dict[str, Any]:
    names = ("code", "title", "title_en", "position", "valid_from", "valid_to", "enabled", "note", "depth", "version")
    return {
        **{name: getattr(row, name) for name in names},
        "parent": row.parent.code if row.parent else None,
        "parent_title": row.parent.title if row.parent else "",
        "usable": found.usable(row.code, localdate()),
        "shipped": row.shipped,
        "edited": row.edited,
    }


def _choices(found: DictionaryView, wanted: Iterable[DictionaryEntry], total: int) -> dict[str, Any]:
    return {
        "key": found.key,
        "title": found.title,
        "title_en": found.title_en,
        "hierarchical": bool(found.parents),
        "total": total,
        "items": [_choice(entry, found) for entry in wanted],
    }


def _choice(entry: DictionaryEntry, found: DictionaryView) -> dict[str, Any]:
    title, title_en = entry.words()
    path = [above.words() for above in found.path(entry.code)]
    return {
        "code": entry.code,
        "title": title,
        "title_en": title_en,
        "parent": entry.parent,
        "path": [each for each, _ in path],
        "path_en": [each for _, each in path],
        "leaf": entry.code not in found.parents,
        "usable": found.usable(entry.code, localdate()),
    }


def _holds(entry: DictionaryEntry, q: str) -> bool:
    return any(q in text.casefold() for text in (entry.code, entry.title, entry.title_en))
