"""The rules of data quality, and which of them the caller may know."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongyun.kernel.facade import hidden_fields, is_hidden

from ..catalogue import Catalogue, catalogue
from ..contracts import TypeView
from ..kept import Kept
from ..models import Item, QualityRule
from ..queries import RESOURCE
from ..services.addresses.hiding import tells_holders
from ..type_queries import indexed_kinds
from .conditions import attributes_read, fields_read

#: What a check counts in the score, unless its rule says otherwise.
WEIGHTS = {"high": 5, "medium": 3, "low": 1}
#: The three sides of quality that CMDBs are judged by.
ASPECTS = ("completeness", "correctness", "compliance")
IN_USE = (Item.Lifecycle.ACTIVE.value, Item.Lifecycle.SUSPECTED.value, Item.Lifecycle.LOST.value)


@dataclass(frozen=True)
class Rule:
    """What must hold (`must`) of the items of these types and lifecycles, of those only for which `when` holds."""

    key: str
    title: str
    title_en: str
    advice: str
    advice_en: str
    aspect: str
    severity: str
    weight: int
    types: tuple[str, ...]
    but: tuple[str, ...]
    lifecycles: tuple[str, ...]
    when: tuple[Mapping[str, Any], ...]
    must: tuple[Mapping[str, Any], ...]

    @property
    def attributes(self) -> set[str]:
        """The attributes that it looks at."""
        return attributes_read((*self.when, *self.must))

    def types_in(self, types: Catalogue) -> list[str]:
        """The types that it is about, subtypes included; one that no longer has what it looks at is left out."""
        but = {name for key in self.but for name in types.subtypes(key)}
        names = {name for key in self.types for name in types.subtypes(key)} - but
        return sorted(name for name in names if self.fits(types.types[name]))

    def fits(self, view: TypeView) -> bool:
        """Whether items of the type can be looked at by it."""
        return self.attributes <= view.indexed.keys()


def read(key: str, content: Mapping[str, Any]) -> Rule:
    """A rule as its file says it."""
    return Rule(
        key=key,
        title=content["title"],
        title_en=content["title_en"],
        advice=content.get("advice", ""),
        advice_en=content.get("advice_en", ""),
        aspect=content["aspect"],
        severity=content["severity"],
        weight=content.get("weight", WEIGHTS[content["severity"]]),
        types=tuple(content["types"]),
        but=tuple(content.get("except_types", ())),
        lifecycles=tuple(content.get("lifecycle", IN_USE)),
        when=tuple(content.get("when", ())),
        must=tuple(content["must"]),
    )


def _all(_: object) -> list[Rule]:
    rows = QualityRule.objects.filter(retired=False).order_by("pack", "file", "rank", "key")
    return [read(row.key, row.definition) for row in rows]


_kept: Kept[list[Rule]] = Kept(QualityRule, _all)


def known_rules(keys: Collection[str] | None = None) -> list[Rule]:
    """The rules, or these of them, in the order of their files; a rule that looks at what the caller's role hides is
    not told of, for its findings would tell."""
    types, found = catalogue(), _kept.present()
    return [rule for rule in found if (keys is None or rule.key in keys) and _is_told(rule, types)]


def _is_told(rule: Rule, types: Catalogue) -> bool:
    hidden = hidden_fields(RESOURCE)
    if not hidden:
        return True
    seen = indexed_kinds(types, rule.types)
    fields = fields_read((*rule.when, *rule.must))
    if "@address" in fields and not tells_holders():
        return False
    return rule.attributes <= seen.keys() and not any(is_hidden(name, hidden) for name in fields)


def sorted_by_weight(rules: Sequence[Rule]) -> list[Rule]:
    """The weightiest first, otherwise as they stand."""
    return sorted(rules, key=lambda rule: -rule.weight)
