"""Pack kind `relations`: one relation type a file."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from tongyun.kernel.contracts import Conflict, Finding, Invalid, PackFile, PackKind, utc_now
from tongyun.kernel.facade import require_dictionaries

from ..catalogue import Catalogue, catalogue
from ..models import Relation, RelationType
from ..services.derivation import BY_ID, BY_NAME
from ..topology.needs import ALL
from ..topology.needs import PATTERN as NEEDS
from .common import DIALECT, KEY, TITLE, closed, digest_of, key_is_name
from .types import ATTRIBUTE_NAME, TITLES
from .vocabulary import UNITS

ENDS = {"type": "array", "items": KEY, "uniqueItems": True}
SAID = {"type": "string", "minLength": 1, "maxLength": 200}

EDGE_ATTRIBUTE = {
    "type": "object",
    "required": ["type", "x-title"],
    "properties": {
        "type": {"enum": ["string", "integer", "number", "boolean"]},
        "x-title": TITLES,
        "x-unit": {"enum": list(UNITS)},
        "x-dictionary": {"type": "string", "maxLength": 60},
    },
}

DERIVATION = {
    "type": "object",
    "description": "源的属性 attribute 指明目标：目标的编号、名称，或目标赖以识别的属性",
    "required": ["source", "attribute", "target", "by"],
    "properties": {
        "source": KEY,
        "attribute": KEY,
        "target": KEY,
        "by": {"type": "string", "pattern": "^(@id|@name|[a-z][a-z0-9_]{0,59})$"},
    },
    "additionalProperties": False,
}

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
        "needs": {
            "type": "string",
            "pattern": NEEDS,
            "description": "受影响一端须有多少支撑正常：all 全部、any 任一、majority 过半、个数或百分比",
        },
        "description": SAID,
        "description_en": SAID,
        "attributes": {
            "type": "object",
            "description": "关系自身的属性",
            "propertyNames": {"pattern": ATTRIBUTE_NAME},
            "additionalProperties": EDGE_ATTRIBUTE,
            "maxProperties": 30,
        },
        "derive": {"type": "array", "items": DERIVATION, "maxItems": 20},
        "acyclic": {"type": "boolean", "description": "不允许成环"},
        "source_types": ENDS,
        "target_types": ENDS,
    },
)


def check(file: PackFile) -> list[Finding]:
    """The key is the file's name, attributes of edges are valid JSON Schema, and what is derived has one target."""
    content = file.content
    found = key_is_name(file)
    try:
        Draft202012Validator.check_schema(_edge_schema(content))
    except SchemaError as error:
        found.append(Finding(file.path, f"attributes 不是有效的 JSON Schema：{error.message[:300]}"))
    if content.get("derive") and content["cardinality"] != RelationType.Cardinality.ONE_TO_MANY:
        found.append(Finding(file.path, "derive 只能用于 1-N 关系：一个源由一个属性指明一个目标"))
    return found


def apply(file: PackFile) -> None:
    """Make or bring up to date one relation type. Raises Invalid for unknown end types and dictionaries, Conflict when
    the cardinality would change under edges that exist."""
    content = file.content
    key, digest = content["key"], digest_of(content)
    present = RelationType.objects.filter(key=key).first()
    if present is not None and (present.digest, present.retired, present.pack) == (digest, False, file.pack):
        return
    if present is not None and present.pack != file.pack and not present.retired:
        raise Conflict("relation_of_other_pack", f"{file.path}：关系“{key}”属于内容包“{present.pack}”。")
    types = catalogue()
    _check_names(types, file)
    schema = _edge_schema(content)
    require_dictionaries(schema, file.path)
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
            "needs": content.get("needs", ALL),
            "description": content.get("description", ""),
            "description_en": content.get("description_en", ""),
            "schema": schema,
            "derive": content.get("derive", []),
            "pack": file.pack,
            "digest": digest,
            "retired": False,
            "updated_at": utc_now(),
        },
    )


def _edge_schema(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": content.get("attributes", {}),
        "additionalProperties": False,
    }


def _check_names(types: Catalogue, file: PackFile) -> None:
    """The ends and rules name types and attributes that there are, and a way to find the target without a search."""
    content = file.content
    rules = content.get("derive", [])
    ends = (rule[end] for rule in rules for end in ("source", "target"))
    for name in (*content.get("source_types", []), *content.get("target_types", []), *ends):
        if types.get(name) is None:
            raise Invalid("bad_relation_type", f"{file.path}：没有模型“{name}”。")
    for rule in rules:
        source, target = types.types[rule["source"]], types.types[rule["target"]]
        if rule["attribute"] not in source.schema["properties"]:
            raise Invalid("bad_relation_type", f"{file.path}：“{source.key}”没有属性“{rule['attribute']}”。")
        if rule["by"] not in (BY_ID, BY_NAME) and (rule["by"],) not in target.identity:
            raise Invalid("bad_relation_type", f"{file.path}：“{target.key}”不以“{rule['by']}”识别。")


def retire(pack: str, key: str) -> None:
    """Take a relation type out of use: its edges stay, new ones are refused."""
    RelationType.objects.filter(key=key, pack=pack).update(retired=True, digest="", updated_at=utc_now())


RELATIONS = PackKind("relations", (".yaml",), SCHEMA, check, apply, retire, rank=20)
