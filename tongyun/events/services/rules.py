"""Take rules into use and out of it, as packs bring and remove them."""

import json
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tongyun.kernel.contracts import PackFile, Ref, utc_now
from tongyun.kernel.facade import audit, cancel_later, run_every

from ..models import Rule, RuleState
from . import ledger

EVALUATE = "events.evaluate"
#: Group keys are `<interval>|<pack>|<file>`: the rules of one file that share an interval are looked at together.
SEPARATOR = "|"
#: Columns that come from a pack file.
FIELDS = (
    "title",
    "title_en",
    "expr",
    "for_s",
    "keep_firing_s",
    "interval_s",
    "severity",
    "contract_level",
    "opens_incident",
    "summary",
    "remedies",
    "no_data",
    "file",
    "digest",
    "enabled",
    "updated_at",
)


@transaction.atomic
def apply(file: PackFile) -> None:
    """Make the rules of a file what the file says. Alerts of a rule whose condition changed end: they were about
    something else, and the new condition opens its own.
    """
    ledger.enter()
    known = {rule.key: rule for rule in Rule.objects.filter(pack=file.pack)}
    wanted = {content["key"]: content for content in file.content["rules"]}
    fresh = [_filled(Rule(pack=file.pack, key=key), file, wanted[key]) for key in wanted.keys() - known.keys()]
    changed = [rule for key, rule in known.items() if key in wanted and not _is_current(rule, file, wanted[key])]
    gone = [rule for rule in known.values() if rule.file == file.id and rule.enabled and rule.key not in wanted]
    if fresh or changed or gone:
        before = {rule.key: rule.digest for rule in [*changed, *gone] if rule.enabled}
        _update(file, changed, wanted)
        Rule.objects.bulk_create(fresh)
        RuleState.objects.bulk_create(RuleState(rule=rule) for rule in fresh)
        _disable(gone)
        after = {rule.key: rule.digest for rule in [*fresh, *changed]}
        audit("rules.applied", Ref("rules", f"{file.pack}/{file.id}", file.path), before, after)
    _arm(file.pack, file.id)


@transaction.atomic
def retire(pack: str, file: str) -> None:
    """Stop the rules of a file; their alerts end, their history stays."""
    ledger.enter()
    gone = list(Rule.objects.filter(pack=pack, file=file, enabled=True))
    if gone:
        _disable(gone)
        before = {rule.key: rule.digest for rule in gone}
        audit("rules.retired", Ref("rules", f"{pack}/{file}", f"{pack}/{file}"), before, {})


def schedule() -> None:
    """Make sure every group is evaluated; called when a worker starts."""
    for interval_s, pack, file in (
        Rule.objects.filter(enabled=True).values_list("interval_s", "pack", "file").distinct()
    ):
        run_every(EVALUATE, group_key(interval_s, pack, file), interval_s)


def group_key(interval_s: float, pack: str, file: str) -> str:
    """The durable task's key of a group."""
    return SEPARATOR.join((f"{interval_s:g}", pack, file))


def rules_of_group(key: str) -> QuerySet[Rule]:
    """The enabled rules of a group, with their run-time state."""
    interval_s, pack, file = key.split(SEPARATOR, 2)
    rules = Rule.objects.filter(pack=pack, file=file, interval_s=float(interval_s), enabled=True)
    return rules.select_related("runtime").order_by("key")


def _is_current(rule: Rule, file: PackFile, content: dict[str, Any]) -> bool:
    return rule.enabled and rule.file == file.id and rule.digest == _digest(content)


def _update(file: PackFile, rules: list[Rule], wanted: dict[str, dict[str, Any]]) -> None:
    """Give known rules their new text; those that ask something else now start from nothing."""
    different = [rule for rule in rules if _asks(rule) != _asks(_filled(Rule(), file, wanted[rule.key]))]
    ledger.end_alerts_of(different, "规则已更新")
    RuleState.objects.filter(rule__in=different).update(seen={}, last_error="", failing_since=None)
    Rule.objects.bulk_update([_filled(rule, file, wanted[rule.key]) for rule in rules], FIELDS)


def _asks(rule: Rule) -> tuple[str, str]:
    return rule.expr, rule.no_data


def _filled(rule: Rule, file: PackFile, content: dict[str, Any]) -> Rule:
    rule.title, rule.title_en = content["title"], content["title_en"]
    rule.expr = content["expr"]
    rule.for_s = content.get("for_s", 0)
    rule.keep_firing_s = content.get("keep_firing_s", 0)
    rule.interval_s = content.get("interval_s", 5)
    rule.severity = content["severity"]
    rule.contract_level = content.get("contract_level", 3)
    rule.opens_incident = content.get("opens_incident", False)
    rule.summary = content["summary"]
    rule.remedies = [{"params": {}, "auto": False, **remedy} for remedy in content.get("remedies", [])]
    rule.no_data = content.get("no_data", "hold")
    rule.file, rule.digest, rule.enabled, rule.updated_at = file.id, _digest(content), True, utc_now()
    return rule


def _disable(rules: list[Rule]) -> None:
    ledger.end_alerts_of(rules, "规则已停用")
    ids = [rule.id for rule in rules]
    Rule.objects.filter(id__in=ids).update(enabled=False, updated_at=utc_now())
    RuleState.objects.filter(rule__in=ids).update(seen={}, last_error="", failing_since=None)


def _arm(pack: str, file: str) -> None:
    """One recurring task for each interval of the file's rules; a group without rules forgets its own (evaluation)."""
    rules = Rule.objects.filter(pack=pack, file=file, enabled=True)
    for interval_s in rules.order_by().values_list("interval_s", flat=True).distinct():
        run_every(EVALUATE, group_key(interval_s, pack, file), interval_s)


def stop_empty_group(key: str) -> None:
    """Forget the task of a group that lost its last rule."""
    cancel_later(EVALUATE, key)


def _digest(content: dict[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
