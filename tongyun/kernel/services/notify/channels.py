"""Make, change, remove and try channels; send deliveries again."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from jsonschema import Draft202012Validator, FormatChecker

from ...contracts import Conflict, FieldError, Invalid, NotFound, Ref, new_id, refuse_stale, utc_now
from ...models import Channel, Delivery, User
from ..audit import audit
from ..permissions import require
from ..sealing import Unsealable, seal
from .categories import categories
from .kinds import KINDS, ChannelKind
from .preferences import MANAGE
from .routing import GROUP, NO_ADDRESS
from .sending import SECRETS, clear_settings
from .template_language import BadTemplateError, Template

#: Stands for a secret that is kept and not shown.
KEPT = "••••••"


@dataclass(frozen=True)
class ChannelChange:
    """What an administrator enters."""

    name: str
    enabled: bool = True
    settings: dict[str, Any] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    level: str = "warning"
    per_minute: int | None = None


@transaction.atomic
def create_channel(kind_key: str, entered: ChannelChange) -> Channel:
    """Make a channel. Raises Forbidden, Invalid with the fields, Conflict for a name that is taken."""
    require(MANAGE)
    kind = KINDS.get(kind_key)
    if kind is None:
        raise Invalid("unknown_kind", "没有这种渠道。", [FieldError("/kind", f"可用：{'、'.join(KINDS)}")])
    per_minute = kind.per_minute if entered.per_minute is None else entered.per_minute
    row = Channel(kind=kind.key, per_minute=per_minute)
    _fill(row, kind, entered, entered.settings)
    row.save(force_insert=True)
    audit("channel.created", _ref(row), None, _view(row))
    return row


@transaction.atomic
def change_channel(channel_id: UUID, entered: ChannelChange, version: int | None = None) -> Channel:
    """Change a channel; a secret given as it was shown stays as it is. What was broken gets a new chance at once."""
    require(MANAGE)
    row = _locked(channel_id)
    refuse_stale(row.version, version)
    kind, before = KINDS[row.kind], _view(row)
    kept: dict[str, Any] = {}
    if any(entered.settings.get(key) == KEPT for key in kind.secrets):
        try:
            kept = clear_settings(row)
        except Unsealable:
            raise Invalid("unsealable", "原有密钥已无法读取，请重新填写。") from None
    given = {key: kept.get(key, "") if value == KEPT else value for key, value in entered.settings.items()}
    _fill(row, kind, entered, given)
    if entered.per_minute is not None:
        row.per_minute = entered.per_minute
    row.version += 1
    row.failures, row.opened_at, row.retry_at, row.wait_s, row.last_error = 0, None, None, 0, ""
    row.save()
    audit("channel.changed", _ref(row), before, _view(row))
    return row


@transaction.atomic
def remove_channel(channel_id: UUID) -> None:
    """Take a channel away. Its log stays; what still waits is written off."""
    require(MANAGE)
    row = _locked(channel_id)
    Delivery.objects.filter(channel=row, state=Delivery.State.WAITING).update(
        state=Delivery.State.SKIPPED, error="渠道已删除", finished_at=utc_now()
    )
    audit("channel.removed", _ref(row), _view(row), None)
    row.delete()


@transaction.atomic
def test_channel(channel_id: UUID) -> Delivery:
    """Send a message to whoever asks (or to the group); the answer is the delivery to follow."""
    actor = require(MANAGE)
    row = _locked(channel_id)
    kind = KINDS[row.kind]
    user = User.objects.filter(id=actor.id).first() if kind.audience == "person" else None
    if kind.audience == "person" and (user is None or not getattr(user, kind.address)):
        raise Conflict("no_address", f"您{NO_ADDRESS[kind.address]}，无法接收测试消息。")
    Channel.objects.filter(id=row.id).update(opened_at=None, retry_at=None, wait_s=0, failures=0)
    delivery = Delivery.objects.create(
        channel=row,
        channel_name=row.name,
        user=user,
        recipient=str(user.id) if user else GROUP,
        dedupe=f"test:{new_id()}",
        title=f"测试消息：{row.name}",
        level="critical",
        category="system",
    )
    audit("channel.tested", _ref(row), None, {"delivery": str(delivery.id)})
    return delivery


@transaction.atomic
def send_again(delivery_id: UUID) -> Delivery:
    """Send a delivery once more, as a message of its own: receivers will not take it for a repetition."""
    require(MANAGE)
    row = Delivery.objects.select_for_update().filter(id=delivery_id).first()
    if row is None:
        raise NotFound("no_delivery", "没有这条投递记录。")
    if row.state in (Delivery.State.WAITING, Delivery.State.SENDING):
        raise Conflict("under_way", "这条消息还在发送，请稍后再看。")
    if row.channel_id is None:
        raise Conflict("no_channel", "渠道已删除，无法重发。")
    before = {"state": row.state, "round": row.round}
    row.state, row.round, row.tries, row.error, row.held = Delivery.State.WAITING, row.round + 1, 0, "", ""
    row.batch, row.next_at, row.created_at, row.finished_at = str(row.id), utc_now(), utc_now(), None
    row.save()
    after = {"state": row.state, "round": row.round}
    audit("delivery.sent_again", Ref("delivery", str(row.id), row.title), before, after)
    return row


def shown_settings(row: Channel) -> dict[str, Any]:
    """The settings for the form: secrets only as being there."""
    return {**row.settings, **dict.fromkeys(row.sealed, KEPT)}


def _fill(row: Channel, kind: ChannelKind, entered: ChannelChange, settings: dict[str, Any]) -> None:
    problems = _problems(kind, settings, entered)
    if problems:
        raise Invalid("invalid_channel", "渠道设置有误，请检查标出的字段。", problems)
    if Channel.objects.filter(name=entered.name).exclude(id=row.id).exists():
        raise Conflict("name_taken", f"已有名为“{entered.name}”的渠道。")
    hidden = {key: value for key, value in settings.items() if key in kind.secrets and value != ""}
    row.name, row.enabled, row.level = entered.name, entered.enabled, entered.level
    row.categories = list(dict.fromkeys(entered.categories))
    row.settings = {key: value for key, value in settings.items() if key not in kind.secrets}
    row.secrets = seal(json.dumps(hidden, ensure_ascii=False), SECRETS) if hidden else ""
    row.sealed = sorted(hidden)


def _problems(kind: ChannelKind, settings: dict[str, Any], entered: ChannelChange) -> list[FieldError]:
    validator = Draft202012Validator(dict(kind.schema), format_checker=FormatChecker())
    found = [
        FieldError("/settings/" + "/".join(map(str, error.absolute_path)), _said(error.validator, error.message))
        for error in validator.iter_errors(settings)
    ]
    if kind.key == "sms" and not found:
        found.extend(_template_problems(settings))
    unknown = [key for key in entered.categories if categories.get(key) is None]
    if unknown:
        found.append(FieldError("/categories", f"没有这些类别：{'、'.join(unknown)[:100]}"))
    return found


def _said(rule: Any, message: str) -> str:
    words = {"required": "缺少必填项", "pattern": "格式不符", "format": "格式不符", "maxLength": "过长"}
    return words.get(str(rule), message[:200])


def _template_problems(settings: dict[str, Any]) -> list[FieldError]:
    """A body or header that is no JSON object, or holds a template that cannot be used."""
    found: list[FieldError] = []
    for key in ("body", "headers"):
        try:
            value = json.loads(settings.get(key) or "{}")
            if not isinstance(value, dict):
                raise ValueError("须为 JSON 对象")
            if key == "headers" and not all(isinstance(own, str) and own.isascii() for own in value.values()):
                raise ValueError("请求头的值须为 ASCII 文本")
            for text in _texts(value):
                Template(text)
        except (BadTemplateError, ValueError, RecursionError) as error:
            reason = str(error) if not isinstance(error, json.JSONDecodeError) else "不是有效的 JSON"
            found.append(FieldError(f"/settings/{key}", reason[:200]))
    try:
        Template(settings.get("signed_text", ""))
    except BadTemplateError as error:
        found.append(FieldError("/settings/signed_text", str(error)))
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for own in inner for text in _texts(own)]


def _locked(channel_id: UUID) -> Channel:
    row = Channel.objects.select_for_update().filter(id=channel_id).first()
    if row is None:
        raise NotFound("no_channel", "没有这个渠道。")
    return row


def _view(row: Channel) -> dict[str, Any]:
    """For the audit trail: that a secret is there, never the secret."""
    return {
        "name": row.name,
        "kind": row.kind,
        "enabled": row.enabled,
        "settings": row.settings,
        "sealed": row.sealed,
        "categories": row.categories,
        "level": row.level,
        "per_minute": row.per_minute,
    }


def _ref(row: Channel) -> Ref:
    return Ref("channel", str(row.id), row.name)
