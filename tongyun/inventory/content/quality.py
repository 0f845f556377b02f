"""Pack kind `quality`: rules of data quality, several a file."""

from collections.abc import Iterator, Mapping
from typing import Any

from tongyun.kernel.contracts import Conflict, Finding, Invalid, PackFile, PackKind, utc_now

from ..catalogue import Catalogue, catalogue
from ..models import Item, QualityRule, RelationType
from ..quality.conditions import KEYS, relations_named, types_named
from ..quality.conditions import SCHEMA as CONDITION
from ..quality.rules import ASPECTS, WEIGHTS, read
from .common import KEY, TITLE, closed, digest_of

ADVICE = {"type": "string", "maxLength": 200}
CONDITION_LIST = {"type": "array", "items": CONDITION, "minItems": 1, "maxItems": 20}

RULE = {
    "type": "object",
    "required": ["key", "title", "title_en", "aspect", "severity", "types", "must"],
    "properties": {
        "key": KEY,
        "title": {**TITLE, "description": "问题的名称，如“未填责任人”"},
        "title_en": TITLE,
        "advice": {**ADVICE, "description": "怎样整改"},
        "advice_en": ADVICE,
        "aspect": {"enum": list(ASPECTS), "description": "完整性、准确性或合规性"},
        "severity": {"enum": list(WEIGHTS), "description": "高、中、低"},
        "weight": {
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "description": "每项检查在得分中的权重；不写时高 5、中 3、低 1",
        },
        "types": {**KEYS, "description": "检查哪些模型，含下级模型"},
        "except_types": {**KEYS, "description": "其中不检查的模型，含下级模型"},
        "lifecycle": {
            "type": "array",
            "items": {"enum": Item.Lifecycle.values},
            "minItems": 1,
            "uniqueItems": True,
            "description": "检查哪些生命周期；不写为除已退役外的全部",
        },
        "when": {**CONDITION_LIST, "description": "只检查满足这些条件的资源"},
        "must": {**CONDITION_LIST, "description": "必须满足的条件，有一条不满足即为问题"},
    },
    "additionalProperties": False,
}

SCHEMA = closed(
    "数据质量规则",
    ["rules"],
    {"rules": {"type": "array", "items": RULE, "minItems": 1, "maxItems": 200}},
)


def check(file: PackFile) -> list[Finding]:
    """Each rule has a key of its own, and a span of days or figures has its ends in order."""
    found, known = [], set()
    for rule in file.content["rules"]:
        if rule["key"] in known:
            found.append(Finding(file.path, f"规则“{rule['key']}”重复"))
        known.add(rule["key"])
        for name, value in _spans(rule):
            low, high = ("from", "to") if name == "date" else ("min", "max")
            if low in value and high in value and value[low] > value[high]:
                found.append(Finding(file.path, f"规则“{rule['key']}”：{name} 的 {low} 大于 {high}"))
    return found


def apply(file: PackFile) -> None:
    """Make the rules of a file what the file says. Raises Invalid for types, relations and attributes that there are
    not, Conflict for a rule of another file."""
    present = {rule.key: rule for rule in QualityRule.objects.all()}
    types, relations = catalogue(), set(RelationType.objects.values_list("key", flat=True))
    wanted = {content["key"] for content in file.content["rules"]}
    for rank, content in enumerate(file.content["rules"]):
        row, digest = present.get(content["key"]), digest_of([rank, content])
        if row is not None and (row.digest, row.retired, row.pack, row.file) == (digest, False, file.pack, file.id):
            continue
        if row is not None and (row.pack, row.file) != (file.pack, file.id) and not row.retired:
            whose = f"{row.pack}/quality/{row.file}"
            raise Conflict("quality_rule_of_other_file", f"{file.path}：规则“{row.key}”已在 {whose} 中。")
        _check_names(types, relations, file, content)
        QualityRule.objects.update_or_create(
            key=content["key"],
            defaults={
                "file": file.id,
                "rank": rank,
                "definition": content,
                "pack": file.pack,
                "digest": digest,
                "retired": False,
                "updated_at": utc_now(),
            },
        )
    _retire(key for key, row in present.items() if _is_of(row, file.pack, file.id) and key not in wanted)


def retire(pack: str, file: str) -> None:
    """Take the rules of a file out of use."""
    _retire(row.key for row in QualityRule.objects.filter(pack=pack, file=file))


def _retire(keys: Iterator[str]) -> None:
    rows = QualityRule.objects.filter(key__in=list(keys), retired=False)
    rows.update(retired=True, digest="", updated_at=utc_now())


def _is_of(row: QualityRule, pack: str, file: str) -> bool:
    return (row.pack, row.file) == (pack, file)


def _spans(rule: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for condition in (*rule.get("when", ()), *rule["must"]):
        for each in condition.get("any_of", [condition]):
            yield from ((name, value) for name, value in each.items() if name in ("date", "value"))


def _check_names(types: Catalogue, relations: set[str], file: PackFile, content: Mapping[str, Any]) -> None:
    """The rule names what there is, and attributes that the database can be asked for at each of its types."""
    rule, told = read(content["key"], content), f"{file.path}：规则“{content['key']}”"
    conditions = (*rule.when, *rule.must)
    for key in sorted({*rule.types, *rule.but, *types_named(conditions)}):
        if types.get(key) is None:
            raise Invalid("bad_quality_rule", f"{told}：没有模型“{key}”。")
    for key in sorted(relations_named(conditions) - relations):
        raise Invalid("bad_quality_rule", f"{told}：没有关系“{key}”。")
    for name in sorted(rule.attributes):
        for key in rule.types:
            if name not in types.types[key].indexed:
                raise Invalid("bad_quality_rule", f"{told}：“{key}”没有可筛选（x-index）的属性“{name}”。")


QUALITY = PackKind("quality", (".yaml",), SCHEMA, check, apply, retire, rank=40)
