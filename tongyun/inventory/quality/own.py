"""What somebody answers for: items that name a person as their owner, and what is wrong with them."""

from dataclasses import dataclass

from tongyun.kernel.contracts import Actor
from tongyun.kernel.facade import hidden_fields, is_hidden

from ..models import ItemValue
from ..queries import RESOURCE, seen_items
from ..services.values import text_of
from .evaluation import broken_by
from .rules import IN_USE, known_rules

OWNER = "owner"
#: So many of a person's items are looked at; nobody mends more in a day.
MOST = 2_000


@dataclass(frozen=True)
class Owed:
    """Items of one owner that break rules, how many findings that makes, and how many items are looked at in all."""

    owner: str
    items: int
    findings: int
    checked: int


def owed_by(actor: Actor) -> Owed:
    """What is to be mended at the items that name the actor as owner, as far as the actor sees them and their owner."""
    if actor.kind != "user" or is_hidden(f"attributes.{OWNER}", hidden_fields(RESOURCE)):
        return Owed("", 0, 0, 0)
    named = ItemValue.objects.filter(name=OWNER, text=text_of("text", actor.name))
    rows = seen_items().filter(id__in=named.values("item_id"), lifecycle__in=IN_USE).order_by("id")
    own = list(rows.only("id", "type_id", "lifecycle")[:MOST])
    broken = [rules for rules in broken_by(known_rules(), own).values() if rules]
    return Owed(actor.name, len(broken), sum(len(rules) for rules in broken), len(own))
