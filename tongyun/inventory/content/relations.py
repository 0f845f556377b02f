"""Pack kind `relations`: one relation type a file."""

from tongyun.kernel.contracts import Conflict, Finding, Invalid, PackFile, PackKind, utc_now

from ..catalogue import catalogue
from ..models import Relation, RelationType
from .common import KEY, TITLE, closed, digest_of, key_is_name

ENDS = {"type": "array", "items": KEY, "uniqueItems": True}

SCHEMA = closed(
    "关系类型",
    ["key", "title", "title_en", "reverse_title", "reverse_title_en", "cardinality", "impact"],
    {
        "key": KEY,
        "title": TITLE,
        "title_en": TITLE,
        "reverse_title": TITLE,
        "reverse_title_en": TITLE,
        "cardinality": {
            "enum": RelationType.Cardinality.values,
            "description": "1-N：每个源只有一个目标，一个目标可有多个源",
        },
        "impact": {"enum": RelationType.Impact.values, "description": "故障沿关系传播的方向"},
        "acyclic": {"type": "boolean", "description": "不允许成环"},
        "source_types": ENDS,
        "target_types": ENDS,
    },
)


def check(file: PackFile) -> list[Finding]:
    """The key is the file's name."""
    return key_is_name(file)


def apply(file: PackFile) -> None:
    """Make or bring up to date one relation type. Raises Invalid for unknown end types, Conflict when the cardinality
    would change under edges that exist."""
    content = file.content
    key, digest = content["key"], digest_of(content)
    present = RelationType.objects.filter(key=key).first()
    if present is not None and (present.digest, present.retired, present.pack) == (digest, False, file.pack):
        return
    if present is not None and present.pack != file.pack and not present.retired:
        raise Conflict("relation_of_other_pack", f"{file.path}：关系“{key}”属于内容包“{present.pack}”。")
    types = catalogue()
    for name in (*content.get("source_types", []), *content.get("target_types", [])):
        if types.get(name) is None:
            raise Invalid("bad_relation_type", f"{file.path}：没有模型“{name}”。")
    rules = (content["cardinality"], content.get("acyclic", False))
    tightened = present is not None and (present.cardinality, present.acyclic) != rules
    if tightened and Relation.objects.filter(type_id=key).exists():
        raise Conflict("relation_in_use", f"{file.path}：关系“{key}”已有数据，不能改变基数或成环规则。")
    RelationType.objects.update_or_create(
        key=key,
        defaults={
            "title": content["title"],
            "title_en": content["title_en"],
            "reverse_title": content["reverse_title"],
            "reverse_title_en": content["reverse_title_en"],
            "cardinality": content["cardinality"],
            "impact": content["impact"],
            "acyclic": content.get("acyclic", False),
            "source_types": content.get("source_types", []),
            "target_types": content.get("target_types", []),
            "pack": file.pack,
            "digest": digest,
            "retired": False,
            "updated_at": utc_now(),
        },
    )


def retire(pack: str, key: str) -> None:
    """Take a relation type out of use: its edges stay, new ones are refused."""
    RelationType.objects.filter(key=key, pack=pack).update(retired=True, digest="", updated_at=utc_now())


RELATIONS = PackKind("relations", (".yaml",), SCHEMA, check, apply, retire, rank=20)
