"""Policies: settings that an administrator changes while the platform runs.

A room registers a frozen dataclass once and reads it wherever it decides:

    register_policy("password", PasswordPolicy, "口令规则", title_en="Password rules")
    if len(password) < policy(PasswordPolicy).min_length: ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.db import transaction
from jsonschema import Draft202012Validator

from ..contracts import Invalid, NotFound, Ref, Registry, refuse_stale, utc_now
from ..contracts.policies import policy_from, policy_schema, policy_value
from ..models import PolicySetting
from .audit import audit
from .context import current_actor
from .forms import broken_fields
from .permissions import allows, require
from .short_memory import ShortMemory

T = TypeVar("T")

#: How long a process goes on with what it read: a change made elsewhere is in force after this at the latest.
FRESH_S = 5.0

#: Who may change a policy unless it says otherwise.
WRITE = "policy:write"
#: Who may change policies that protect the platform: the security administrator.
WRITE_SECURITY = "policy:write-security"


@dataclass(frozen=True)
class RegisteredPolicy:
    """One kind of policy: its dataclass, its titles, who may change it and what must hold beyond its schema."""

    key: str
    kind: type[Any]
    title: str
    title_en: str
    help: str
    help_en: str
    permission: str
    check: Callable[[Any], None] | None
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class PolicyView:
    """A policy as it is now. Version 0 means that nobody has changed it."""

    registered: RegisteredPolicy
    value: Mapping[str, Any]
    version: int
    changed_by: str = ""
    changed_at: Any = None


policies: Registry[RegisteredPolicy] = Registry("policies", key=lambda entry: entry.key)
_by_type: dict[type[Any], RegisteredPolicy] = {}
_known: ShortMemory[Any] = ShortMemory(FRESH_S)


def register_policy(
    key: str,
    kind: type[Any],
    title: str,
    *,
    title_en: str = "",
    help_zh: str = "",
    help_en: str = "",
    permission: str = WRITE,
    check: Callable[[Any], None] | None = None,
) -> None:
    """Make a policy known; called while a room is wired.

    `check` raises Invalid for a value that fits the schema and still must not be in force.
    """
    entry = RegisteredPolicy(
        key, kind, title, title_en or title, help_zh, help_en, permission, check, policy_schema(kind)
    )
    policies.register(entry)
    _by_type[kind] = entry


def policy(kind: type[T]) -> T:
    """The policy in force, at most FRESH_S old. A stored value that an upgrade made unfit gives way to the default."""
    entry = _by_type[kind]
    return cast(T, _known.of(entry.key, lambda: _read(entry)))


def forget_policies() -> None:
    """Read every policy anew when it is next asked for."""
    _known.forget()


def policy_view(key: str) -> PolicyView:
    """One policy with its version; raises NotFound."""
    entry = policies.get(key)
    if entry is None:
        raise NotFound("no_policy", "没有这项设置。")
    return _view(entry, PolicySetting.objects.filter(key=key).first())


def policy_views() -> list[PolicyView]:
    """All policies, in the order they were registered."""
    rows = {row.key: row for row in PolicySetting.objects.all()}
    return [_view(entry, rows.get(entry.key)) for entry in policies]


@transaction.atomic
def change_policy(key: str, value: Mapping[str, Any], version: int | None = None) -> PolicyView:
    """Put a new value in force; fields that are missing go back to their defaults.

    Raises NotFound, Forbidden, Invalid (with the fields), and Stale when `version` is not the present one.
    """
    entry = policies.get(key)
    if entry is None:
        raise NotFound("no_policy", "没有这项设置。")
    actor = require(entry.permission)
    row = PolicySetting.objects.select_for_update().filter(key=key).first()
    before = _view(entry, row)
    refuse_stale(before.version, version)
    broken = broken_fields(entry.schema, value)
    if broken:
        raise Invalid("invalid_policy", "设置有误，请检查标出的字段。", broken)
    instance = policy_from(entry.kind, value)
    if entry.check is not None:
        entry.check(instance)
    after = policy_value(instance)
    if row is None:
        row = PolicySetting(key=key, version=0)
    row.value, row.version, row.changed_at, row.changed_by = after, row.version + 1, utc_now(), actor.name
    row.save()
    audit("policy.changed", Ref("policy", key, entry.title), dict(before.value), after)
    forget_policies()
    transaction.on_commit(forget_policies)
    return _view(entry, row)


def may_change(entry: RegisteredPolicy) -> bool:
    """Whether the current actor may change this policy."""
    return allows(entry.permission, current_actor())


def _read(entry: RegisteredPolicy) -> Any:
    row = PolicySetting.objects.filter(key=entry.key).first()
    return policy_from(entry.kind, _fitting(entry, row.value) if row else {})


def _view(entry: RegisteredPolicy, row: PolicySetting | None) -> PolicyView:
    if row is None:
        return PolicyView(entry, policy_value(entry.kind()), 0)
    value = policy_value(policy_from(entry.kind, _fitting(entry, row.value)))
    return PolicyView(entry, value, row.version, row.changed_by, row.changed_at)


def _fitting(entry: RegisteredPolicy, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The stored fields that the present schema still accepts."""
    properties = entry.schema["properties"]
    return {
        key: own
        for key, own in stored.items()
        if key in properties and Draft202012Validator(properties[key]).is_valid(own)
    }
