"""Look through a directory now and then: bring its people up to date, and switch off those who are gone.

A directory that shows suddenly few people is believed in nothing: a filter was changed, or a replica is empty.
"""

import logging
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from ...contracts import Problem, Ref, Task, utc_now
from ...contracts.identity import Identity, LdapSettings
from ...models import ExternalIdentity, IdentityProvider
from ..audit import audit
from ..context import acting_as, system_actor
from ..people.accounts import deactivate_user
from ..work import register_handler
from .errors import Refused
from .kinds import KINDS, asking
from .linking import bring_up_to_date, join_groups, make_person, ours
from .providers import opened
from .schedule import SYNC_TASK

logger = logging.getLogger(__name__)

#: Fewer than this part of the people we know: the directory is not believed.
BELIEVABLE = 0.5
#: From so many people on, that is asked.
ENOUGH_TO_JUDGE = 10


@dataclass
class Report:
    """What a synchronisation did."""

    seen: int = 0
    created: int = 0
    updated: int = 0
    deactivated: int = 0
    refused: int = 0
    error: str = ""


def run(task: Task) -> None:
    """Handler of the task: synchronise the provider it names, if it is still wanted."""
    row = IdentityProvider.objects.filter(id=task.payload["provider_id"], enabled=True).first()
    if row is not None and KINDS[row.kind].way == "password":
        synchronise(row)


def synchronise(row: IdentityProvider) -> Report:
    """Read the whole directory, then bring everybody in it up to date, one person a transaction."""
    report = Report()
    provider = opened(row)
    settings: LdapSettings = provider.settings
    with acting_as(system_actor(f"目录同步：{row.title}")):
        try:
            found = asking(row.kind).people(provider)
            _believable(row, found)
        except Refused as refused:
            report.error = refused.reason[:500]
            found = []
        report.seen = len(found)
        for identity in found:
            _take(row, settings, identity, report)
        if not report.error:
            _switch_off_the_others(row, {identity.subject for identity in found}, report)
        with transaction.atomic():
            IdentityProvider.objects.filter(id=row.id).update(synced_at=utc_now(), sync_report=asdict(report))
            if report.created or report.updated or report.deactivated or report.error:
                audit(
                    "identity_provider.synchronised",
                    Ref("identity_provider", str(row.id), row.title),
                    None,
                    asdict(report),
                )
    return report


def wire() -> None:
    """Register the task; it talks to the outside, so it is not one transaction."""
    register_handler(SYNC_TASK, run, transactional=False)


def _believable(row: IdentityProvider, found: list[Identity]) -> None:
    known = ExternalIdentity.objects.filter(provider=row, user__active=True).count()
    if known >= ENOUGH_TO_JUDGE and len(found) < known * BELIEVABLE:
        raise Refused(
            "sync_refused", f"目录只给出 {len(found)} 人，而本系统有其 {known} 人；未作任何改动，请检查过滤条件。"
        )


def _take(row: IdentityProvider, settings: LdapSettings, identity: Identity, report: Report) -> None:
    try:
        with transaction.atomic():
            links = ExternalIdentity.objects.select_related("user")
            link = links.filter(provider=row, subject=identity.subject).first()
            if link is None and identity.active and settings.create_people:
                user = make_person(settings, identity)
                link = ExternalIdentity.objects.create(
                    provider=row, user=user, subject=identity.subject, username=identity.username[:255]
                )
                audit(
                    "user.linked", Ref("user", str(user.id), str(user)), None, {"provider": row.key, "how": "created"}
                )
                report.created += 1
            elif link is not None and identity.active and settings.update_people:
                report.updated += bring_up_to_date(link.user, settings, identity)
            elif link is not None and not identity.active:
                report.deactivated += _switch_off(link, "目录中已停用")
            if link is not None and identity.active and link.user.active:
                join_groups(link.user, settings, identity)
    except (Refused, Problem) as refused:
        logger.warning("%s: %s is not taken over: %s", row.key, identity.username, refused)
        report.refused += 1


def _switch_off_the_others(row: IdentityProvider, seen: set[str], report: Report) -> None:
    links = ExternalIdentity.objects.filter(provider=row, user__active=True, provisioned=False).select_related("user")
    for link in links.iterator():
        if link.subject not in seen:
            try:
                with transaction.atomic():
                    report.deactivated += _switch_off(link, "目录中已不存在")
            except Problem as refused:
                logger.warning("%s: %s stays: %s", row.key, link.user.username, refused)
                report.refused += 1


def _switch_off(link: ExternalIdentity, reason: str) -> int:
    """1 when the account was switched off now; one with a password of its own is not a directory's to switch off."""
    user_id: UUID = link.user_id
    if not link.user.active or ours(link.user):
        return 0
    deactivate_user(user_id, reason)
    return 1
