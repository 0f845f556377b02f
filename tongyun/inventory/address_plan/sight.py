"""Which ranges and addresses the caller may know of: those of items in scope."""

from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet

from tongyun.kernel.facade import reach_of, visible

from ..errors import no_such_prefix
from ..models import AddressBlock, AddressChange, AddressUse
from ..queries import READ


def seen_blocks() -> QuerySet[AddressBlock]:
    """The ranges in the caller's scope."""
    rows = AddressBlock.objects.select_related("item__organisation")
    return visible(rows, READ, organisation="item__organisation_id")


def seen_block(item_id: UUID) -> AddressBlock:
    """One of them. Raises NotFound."""
    block = seen_blocks().filter(pk=item_id).first()
    if block is None:
        raise no_such_prefix()
    return block


def seen_uses() -> QuerySet[AddressUse]:
    """Allotted addresses of these ranges."""
    rows = AddressUse.objects.select_related("block__item", "item").annotate(told=told_item())
    return visible(rows, READ, organisation="block__item__organisation_id")


def told_item() -> FilteredRelation:
    """The item of a record as far as it is in scope: what is not shown is not searched or filtered by either."""
    reach = reach_of(READ)
    condition = Q() if reach.everything else Q(item__organisation_id__in=reach.organisations)
    return FilteredRelation("item", condition=condition)


def seen_changes() -> QuerySet[AddressChange]:
    """What happened to addresses of items in scope."""
    return visible(AddressChange.objects.select_related("place"), READ, organisation="place__organisation_id")


def line_of(block: AddressBlock) -> list[AddressBlock]:
    """The ranges around one, the widest first, as far as they are in scope."""
    line: list[AddressBlock] = []
    around = block.parent
    while around is not None:
        line.insert(0, around)
        around = around.parent
    seen = set(seen_blocks().filter(pk__in=[each.pk for each in line]).values_list("pk", flat=True))
    return [each for each in line if each.pk in seen]
