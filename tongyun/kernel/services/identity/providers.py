"""What an administrator does with identity providers: make, change, switch, remove, test."""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from ...contracts import Conflict, FieldError, Invalid, NotFound, Ref, refuse_stale
from ...contracts.identity import Step
from ...contracts.policies import policy_from, policy_value
from ...models import Group, IdentityProvider, Organisation
from ...models.identity import PROVIDER_PURPOSE
from ..audit import audit
from ..forms import broken_fields
from ..permissions import require
from ..sealing import seal, unseal
from .kinds import KINDS, Provider, asking, mapping, redirecting, secret_fields, settings_schema
from .schedule import schedule_sync

READ = "identity_provider:read"
MANAGE = "identity_provider:manage"
KEY = re.compile(r"[a-z][a-z0-9\-]{0,38}[a-z0-9]")


@transaction.atomic
def create_provider(key: str, kind: str, fields: Mapping[str, Any], settings: Mapping[str, Any]) -> IdentityProvider:
    """Make a provider. Needs identity_provider:manage.

    Raises:
        Invalid: a field breaks its rule; the paths say which.
        Conflict: the key is taken.
    """
    require(MANAGE)
    if not KEY.fullmatch(key):
        reason = "须为 2 至 40 位小写字母、数字或连字符，以字母开头"
        raise Invalid("bad_key", reason, [FieldError("/key", reason)])
    if kind not in KINDS:
        raise Invalid("bad_kind", "没有这种登录方式。", [FieldError("/kind", "不在可选范围内")])
    if IdentityProvider.objects.filter(key=key).exists():
        raise Conflict("duplicate_key", f"编号“{key}”已被使用。", [FieldError("/key", "已被使用")])
    row = IdentityProvider(key=key, kind=kind, version=0)
    return _save(row, fields, settings, None, "identity_provider.created")


@transaction.atomic
def change_provider(
    provider_id: UUID, version: int, fields: Mapping[str, Any], settings: Mapping[str, Any] | None
) -> IdentityProvider:
    """Change a provider; a secret left empty stays as it is. Needs identity_provider:manage.

    Raises:
        Stale: somebody else changed it since `version`.
        Invalid: a field breaks its rule.
    """
    require(MANAGE)
    row = _locked(provider_id)
    refuse_stale(row.version, version)
    return _save(row, fields, row.settings if settings is None else settings, _state(row), "identity_provider.changed")


@transaction.atomic
def remove_provider(provider_id: UUID) -> None:
    """Remove a provider and what it knew of people; the people themselves stay. Needs identity_provider:manage."""
    require(MANAGE)
    row = _locked(provider_id)
    if row.enabled:
        raise Conflict("enabled", "请先停用再删除。")
    audit("identity_provider.removed", _ref(row), {**_state(row), "people": row.identities.count()}, None)
    schedule_sync(str(row.id), 0)
    row.delete()


def test_provider(provider_id: UUID) -> list[Step]:
    """Try the connection with the stored settings, step by step. Needs identity_provider:manage."""
    require(MANAGE)
    row = IdentityProvider.objects.filter(id=provider_id).first()
    if row is None:
        raise NotFound("no_provider", "没有这个登录方式。")
    way = KINDS[row.kind].way
    if way == "none":
        return [Step("此方式由对方主动连接，无需测试", "The other side calls us; there is nothing to test", ok=True)]
    provider = opened(row)
    steps = (asking if way == "password" else redirecting)(row.kind).probe(provider)
    with transaction.atomic():
        audit("identity_provider.tested", _ref(row), None, {"ok": all(step.ok for step in steps)})
    return steps


def opened(row: IdentityProvider) -> Provider:
    """A provider with its secrets in the clear, for the code that speaks to it."""
    value = {**row.settings, **secrets_of(row)}
    return Provider(str(row.id), row.key, row.kind, row.title, policy_from(KINDS[row.kind].settings, value))


def secrets_of(row: IdentityProvider) -> dict[str, str]:
    """The secret settings in the clear."""
    return dict(json.loads(unseal(row.secrets, PROVIDER_PURPOSE))) if row.secrets else {}


def usable(key: str, way: str) -> IdentityProvider:
    """The enabled provider of this key and way; raises NotFound, which tells a stranger nothing more."""
    row = IdentityProvider.objects.filter(key=key, enabled=True).first()
    if row is None or KINDS[row.kind].way != way:
        raise NotFound("no_provider", "没有这个登录方式，或已停用。")
    return row


def _save(
    row: IdentityProvider,
    fields: Mapping[str, Any],
    settings: Mapping[str, Any],
    before: dict[str, Any] | None,
    action: str,
) -> IdentityProvider:
    for name in ("title", "title_en", "enabled", "provisions", "position"):
        if name in fields:
            setattr(row, name, fields[name])
    row.title = row.title.strip()
    if not row.title:
        raise Invalid("no_title", "请填写名称。", [FieldError("/title", "必填")])
    secret = secret_fields(row.kind)
    kept = secrets_of(row)
    fresh = {name: own for name in secret if (own := settings.get(name))}
    whole = {**{name: own for name, own in settings.items() if name not in secret}, **kept, **fresh}
    _check(row.kind, whole)
    full = policy_value(policy_from(KINDS[row.kind].settings, whole))
    row.settings = {name: own for name, own in full.items() if name not in secret}
    if fresh:
        row.secrets = seal(json.dumps({**kept, **fresh}, ensure_ascii=False), PROVIDER_PURPOSE)
    row.version += 1
    row.save()
    after = _state(row) | ({"secrets_replaced": sorted(fresh)} if fresh else {})
    audit(action, _ref(row), before, after)
    schedule_sync(str(row.id), int(full.get("sync_minutes", 0)) if row.enabled else 0)
    return row


def _check(kind: str, value: Mapping[str, Any]) -> None:
    broken = [
        FieldError(f"/settings{error.path}", error.message) for error in broken_fields(settings_schema(kind), value)
    ]
    if broken:
        raise Invalid("invalid_settings", "设置有误，请检查标出的字段。", broken)
    if code := value.get("default_organisation"):
        _known(Organisation.objects.filter(code=code).exists(), "default_organisation", f"没有编码为“{code}”的机构")
    for code in mapping(value.get("organisation_map", ""), "organisation_map").values():
        _known(Organisation.objects.filter(code=code).exists(), "organisation_map", f"没有编码为“{code}”的机构")
    for code in mapping(value.get("group_map", ""), "group_map").values():
        _known(Group.objects.filter(code=code).exists(), "group_map", f"没有编码为“{code}”的用户组")
    if kind == "saml" and not value.get("metadata_url"):
        for name in ("entity_id", "sso_url", "certificates"):
            _known(bool(value.get(name)), name, "没有元数据地址时必填")
    if kind == "saml" and bool(value.get("sp_certificate")) != bool(value.get("sp_private_key")):
        _known(False, "sp_certificate", "证书与私钥须同时填写")


def _known(right: bool, field: str, reason: str) -> None:
    if not right:
        raise Invalid("invalid_settings", f"{reason}。", [FieldError(f"/settings/{field}", reason)])


def _locked(provider_id: UUID) -> IdentityProvider:
    row = IdentityProvider.objects.select_for_update().filter(id=provider_id).first()
    if row is None:
        raise NotFound("no_provider", "没有这个登录方式。")
    return row


def _state(row: IdentityProvider) -> dict[str, Any]:
    return {
        "title": row.title,
        "title_en": row.title_en,
        "enabled": row.enabled,
        "provisions": row.provisions,
        "position": row.position,
        "settings": row.settings,
    }


def _ref(row: IdentityProvider) -> Ref:
    return Ref("identity_provider", str(row.id), row.title)
