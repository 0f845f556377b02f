"""A person decides a case: it is this item, it is a new one, it is nothing. Machines follow and do not ask again."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import Conflict, FieldError, Invalid, Ref, refuse_stale, utc_now
from tongyun.kernel.contracts.bulk import RowResult
from tongyun.kernel.facade import audit, bulk, current_actor, may, require

from ...catalogue import Catalogue, catalogue
from ...contracts import PERSON
from ...errors import bad_item, case_closed, case_not_whole, case_open, item_retired, no_such_case
from ...models import Item, ReviewCase
from ..checking import attribute_problems, name_problems, organisation_problems
from ..identification import forget_decision, remember_decision
from ..items import Draft, hold_kinds_of, insert
from ..occasions import Cause, occasion
from ..relations import WRITE, Tie, own_item
from ..sightings import Sighting, bring_up, kinds_touched
from ..uniqueness import titles_of
from .comparing import check_kind, decidable, taken_by_others

MIN_REASON, MAX_REASON = 2, 300
#: So many contents that a person answered are remembered; sources that alternate have a few.
REMEMBERED = 50
Outcome = ReviewCase.Outcome


@transaction.atomic
def assign_case(case_id: UUID, item_id: UUID, version: int | None = None) -> ReviewCase:
    """The observation is about this item: bring it up to date, and let later ones go there unasked.

    Nothing is taken from another item: what that is recognised by is left out. Needs inventory:write for the case and
    the item. Raises NotFound, Conflict (closed, not whole, retired, identity or unique value taken), Stale, Invalid.
    """
    case = _open(case_id, version)
    types = catalogue()
    sighting = decidable(types, case)
    item = own_item(item_id, lambda item: kinds_touched(types, item, sighting))
    case = _held(case_id, case.version)
    if item.lifecycle == Item.Lifecycle.RETIRED:
        raise item_retired(item.name)
    check_kind(types, sighting, item)
    with occasion(Cause.EDIT, f"核实“{case.name}”：归入“{item.name}”"):
        bring_up(types, item, sighting.without(taken_by_others(sighting, item)), case.seen_at)
        remember_decision(sighting.view, sighting.decision, item)
    return _settled(case, Outcome.ASSIGNED, item=item)


@transaction.atomic
def register_case(
    case_id: UUID, version: int | None = None, *, name: str | None = None, organisation: UUID | None = None
) -> ReviewCase:
    """The observation is about something new: make it an item, and let later ones go there unasked.

    Without a name or an organisation those of the observation count. Needs inventory:write for the case and the
    organisation. Raises NotFound, Conflict (closed, not whole, identity taken), Stale, Invalid.
    """
    case = _open(case_id, version)
    types = catalogue()
    whole = decidable(types, case)
    sighting = whole.without(taken_by_others(whole, None))
    where = organisation or sighting.observation.organisation
    chosen = (name or sighting.name).strip()
    _check_new(types, whole, sighting, chosen, where)
    manual = ("@name", "@type", *sorted(sighting.attributes)) if sighting.by_person else ()
    if not manual and chosen != sighting.name:
        manual = ("@name",)
    draft = Draft(
        sighting.view,
        chosen,
        sighting.attributes,
        {} if sighting.by_person else sighting.volatile,
        manual,
        where,
        PERSON if sighting.by_person else sighting.observation.source,
        None if sighting.by_person else case.seen_at,
        tuple(Tie(key, target) for key, target in sighting.observation.relations),
    )
    hold_kinds_of(types, [draft])
    case = _held(case_id, case.version)
    with occasion(Cause.EDIT, f"核实“{case.name}”：登记为新配置项"):
        item = insert(types, draft)
        remember_decision(whole.view, whole.decision, item)
    return _settled(case, Outcome.REGISTERED, item=item)


@transaction.atomic
def dismiss_case(case_id: UUID, reason: str, version: int | None = None) -> ReviewCase:
    """It is nothing, and why: no machine asks this again unless the content changes. Needs inventory:write for it.

    Raises NotFound, Conflict (closed, not whole), Stale, Invalid without a reason.
    """
    said = _reason(reason)
    case = _held(case_id, version)
    if not case.whole:
        raise case_not_whole()
    return _settled(case, Outcome.DISMISSED, note=said)


def dismiss_cases(ids: Iterable[UUID], reason: str) -> list[RowResult]:
    """The same for several; each has its own result. Raises Invalid without a reason."""
    said = _reason(reason)
    require(WRITE)
    return bulk(ids, lambda case_id: dismiss_case(case_id, said))


@transaction.atomic
def close_case(case_id: UUID) -> ReviewCase:
    """A person has dealt with a case elsewhere; it is asked again if it is still so a day later. Needs inventory:write
    for it; raises NotFound when there is none."""
    case = _own(case_id)
    return case if case.closed_at is not None else _settled(case, Outcome.CLOSED)


@transaction.atomic
def reopen_case(case_id: UUID, version: int | None = None) -> ReviewCase:
    """Take a decision back: the question is open again, and machines go by the rules until it is decided anew. What was
    written stays; it is reverted as a change. Needs inventory:write for the case.

    Raises NotFound, Conflict for an open case, Stale.
    """
    case = _own(case_id)
    if case.closed_at is None:
        raise case_open()
    refuse_stale(case.version, version)
    if case.item_id is not None:
        forget_decision(decidable(catalogue(), case).decision)
    before = {"closed": True, "outcome": case.outcome}
    case.closed_at, case.closed_by, case.outcome, case.note, case.item = None, "", "", "", None
    case.answered = [each for each in case.answered if each != case.content]
    case.version += 1
    case.save()
    audit("review.reopen", Ref("review", str(case.id), case.name), before, {"closed": False})
    return case


def _own(case_id: UUID, *, held: bool = True) -> ReviewCase:
    """The case, its row held unless it is only looked at; one out of scope answers like none."""
    require(WRITE)
    cases = ReviewCase.objects.select_for_update(no_key=True) if held else ReviewCase.objects
    case = cases.filter(id=case_id).first()
    if case is None or not may(WRITE, organisation=case.organisation_id):
        raise no_such_case()
    return case


def _open(case_id: UUID, version: int | None) -> ReviewCase:
    """The open case of this version, to find out what deciding it touches. A case is held after that: imports hold
    kinds of relation and items when they file one."""
    return _checked(_own(case_id, held=False), version)


def _held(case_id: UUID, version: int | None) -> ReviewCase:
    """The open case of this version, its row held. Whoever comes second is told who was first."""
    return _checked(_own(case_id), version)


def _checked(case: ReviewCase, version: int | None) -> ReviewCase:
    if case.closed_at is not None:
        raise case_closed(case.closed_by, case.closed_at, Outcome(case.outcome or Outcome.CLOSED).label)
    refuse_stale(case.version, version)
    return case


def _check_new(types: Catalogue, whole: Sighting, sighting: Sighting, name: str, organisation: UUID | None) -> None:
    """Raises unless what is left of the observation can be an item of this organisation."""
    wrong = organisation_problems(organisation)
    if organisation is None and not may(WRITE, organisation=None):
        wrong = [FieldError("/organisation", "请选择所属单位：您的数据范围限于所属单位")]
    elif not wrong:
        require(WRITE, organisation=organisation)
    required = whole.view.schema["required"]
    lost = [key for key in required if key in whole.attributes and key not in sighting.attributes]
    if lost:
        titles = titles_of(whole.view, lost)
        detail = f"{titles}为必填，其值已用于识别另一个配置项，不能登记为新配置项；请归入该配置项，或先在其上更正。"
        raise Conflict("identity_taken", detail)
    wrong += name_problems(name) + attribute_problems(types, whole.view, {**sighting.attributes, **sighting.volatile})
    if wrong:
        raise bad_item(wrong)


def _reason(reason: str) -> str:
    said = reason.strip()
    if not MIN_REASON <= len(said) <= MAX_REASON:
        detail = f"请填写忽略的原因，{MIN_REASON} 至 {MAX_REASON} 字。"
        raise Invalid("no_reason", detail, [FieldError("/reason", detail)])
    return said


def _settled(case: ReviewCase, outcome: ReviewCase.Outcome, *, item: Item | None = None, note: str = "") -> ReviewCase:
    case.closed_at, case.closed_by = utc_now(), current_actor().name[:100]
    case.outcome, case.item, case.note = outcome, item, note
    case.version += 1
    if outcome != Outcome.CLOSED:
        case.answered = [*(each for each in case.answered if each != case.content), case.content][-REMEMBERED:]
    case.save()
    told = {"closed": True, "outcome": str(outcome), "note": note, "item": str(item.id) if item else None}
    audit(f"review.{_ACTIONS[outcome]}", Ref("review", str(case.id), case.name), {"closed": False}, told)
    return case


_ACTIONS = {
    Outcome.ASSIGNED: "assign",
    Outcome.REGISTERED: "register",
    Outcome.DISMISSED: "dismiss",
    Outcome.CLOSED: "close",
}
