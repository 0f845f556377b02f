"""Deploy what packs carry: processes, forms and service levels as numbered versions that never change."""

import json
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Max

from tongyun.kernel.contracts import Conflict, FieldError, Finding, Invalid, PackFile, PackKind
from tongyun.kernel.facade import calendar_exists, pack_kinds, require_dictionaries

from .. import forms
from ..engine.blueprint import Blueprint, compile_process
from ..engine.document import RefusedError
from ..models import FormDefinition, ProcessDefinition, SlaPolicy
from ..models.definitions import Versioned
from ..service_levels import FILE_SCHEMA, ServiceLevels, rules_of
from . import operations

V = TypeVar("V", bound=Versioned)


@lru_cache(maxsize=256)
def _compiled(definition_id: UUID, bpmn: str) -> Blueprint:
    return compile_process(bpmn, operations.names())


def blueprint_of(definition: ProcessDefinition) -> Blueprint:
    """A definition ready to run; compiled once in each process of the platform."""
    return _compiled(definition.id, definition.bpmn)


def levels_of(policy: SlaPolicy, at: datetime | None = None) -> ServiceLevels:
    """A policy ready to compute with; for a closed ticket with the calendars as they were then."""
    return ServiceLevels.of(policy.rules, policy.calendar, at)


def current_process(key: str) -> ProcessDefinition | None:
    """The version of a process that new tickets start with."""
    return _current(ProcessDefinition, key)


def current_form(key: str) -> FormDefinition | None:
    """The version of a form that new to-dos show."""
    return _current(FormDefinition, key)


def current_policy(kind: str) -> SlaPolicy | None:
    """The service levels that new tickets of a kind get: the one deployed last."""
    return SlaPolicy.objects.filter(kind=kind, retired=False).order_by("-created_at", "-version").first()


def _current(model: type[V], key: str) -> V | None:
    return model._default_manager.filter(key=key, retired=False).order_by("-version").first()


def _deploy(model: type[V], file: PackFile, digest: str, title: str, **content: Any) -> V:
    """A new version, or the present one again when nothing has changed.

    Raises:
        Conflict: another pack provides this key at present; it must be retired first.
    """
    others = model._default_manager.filter(key=file.id, retired=False).exclude(pack=file.pack)
    if other := others.first():
        raise Conflict("key_taken", f"{file.id} 已由内容包 {other.pack} 提供。")
    latest = model._default_manager.filter(key=file.id).order_by("-version").first()
    if latest is not None and latest.digest == digest:
        latest.retired, latest.pack, latest.title = False, file.pack, title
        latest.save()
        return latest
    highest = model._default_manager.filter(key=file.id).aggregate(highest=Max("version"))["highest"] or 0
    return model._default_manager.create(
        key=file.id, version=highest + 1, title=title, pack=file.pack, digest=digest, **content
    )


def _retire(model: type[V], pack: str, key: str) -> None:
    model._default_manager.filter(pack=pack, key=key).update(retired=True)


def check_process(file: PackFile) -> list[Finding]:
    """Everything that keeps a BPMN file from being deployed."""
    try:
        blueprint = compile_process(file.text, operations.names())
    except RefusedError as error:
        return [Finding(file.path, str(reason), reason.line) for reason in error.reasons]
    if blueprint.key != file.id:
        return [Finding(file.path, f"流程标识 {blueprint.key} 与文件名 {file.id} 不一致")]
    return []


def apply_process(file: PackFile) -> None:
    """Deploy a process; the forms that it names must have been deployed before (forms have a lower rank)."""
    blueprint = compile_process(file.text, operations.names())
    wanted = {step.form for step in blueprint.people_steps if step.form}
    known = set(FormDefinition.objects.filter(key__in=wanted, retired=False).values_list("key", flat=True))
    if wanted - known:
        missing = "、".join(sorted(wanted - known))
        raise Invalid(
            "unknown_form", f"流程 {file.id} 引用了不存在的表单 {missing}。", [FieldError(file.path, missing)]
        )
    _deploy(ProcessDefinition, file, _digest(file.text), blueprint.title, bpmn=file.text)


def check_form(file: PackFile) -> list[Finding]:
    """Everything that keeps a schema from being a form."""
    return [Finding(file.path, problem) for problem in forms.problems_of(file.content)]


def apply_form(file: PackFile) -> None:
    """Deploy a form. Raises Invalid for a data dictionary that is not there."""
    require_dictionaries(file.content, file.path)
    title = str(file.content.get("title", file.id))
    _deploy(FormDefinition, file, _digest(file.content), title, schema=file.content)


def check_service_levels(file: PackFile) -> list[Finding]:
    """Durations that cannot be read, and levels without a target."""
    try:
        rules_of(file.content)
    except ValueError as error:
        return [Finding(file.path, str(error))]
    if file.content["id"] != file.id:
        return [Finding(file.path, f"标识 {file.content['id']} 与文件名 {file.id} 不一致")]
    return []


def apply_service_levels(file: PackFile) -> None:
    """Deploy service levels. Raises Invalid for a calendar that nobody defined."""
    content = file.content
    named = {content["calendar"], *(clock["calendar"] for clock in content["clocks"] if "calendar" in clock)}
    if missing := sorted(key for key in named if not calendar_exists(key)):
        text = "、".join(missing)
        raise Invalid("unknown_calendar", f"没有工作日历 {text}。", [FieldError(file.path, text)])
    _deploy(
        SlaPolicy,
        file,
        _digest(content),
        content["title"]["zh-CN"],
        kind=content["kind"],
        calendar=content["calendar"],
        rules=rules_of(content),
    )


def wire() -> None:
    """Tell the pack engine what this room understands."""
    pack_kinds.register(
        PackKind(
            "forms",
            (".schema.json",),
            None,
            check_form,
            apply_form,
            lambda pack, key: _retire(FormDefinition, pack, key),
            rank=50,
        )
    )
    pack_kinds.register(
        PackKind(
            "service_levels",
            (".yaml",),
            FILE_SCHEMA,
            check_service_levels,
            apply_service_levels,
            lambda pack, key: _retire(SlaPolicy, pack, key),
            rank=60,
        )
    )
    pack_kinds.register(
        PackKind(
            "processes",
            (".bpmn",),
            None,
            check_process,
            apply_process,
            lambda pack, key: _retire(ProcessDefinition, pack, key),
            rank=70,
        )
    )


def _digest(content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
