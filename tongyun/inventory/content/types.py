"""Pack kind `types`: one item type a file."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from tongyun.kernel.contracts import Finding, PackFile, PackKind
from tongyun.kernel.contracts.personal import KINDS
from tongyun.kernel.facade import keyword_problems

from ..computing import DAYS
from ..models import ItemType
from ..services.modelling.putting import put_in_use, take_out_of_use
from ..services.modelling.steps import STEP
from .common import KEY, TITLE, closed, digest_of, key_is_name
from .vocabulary import ICONS, UNITS

GROUPS = ("basic", "management", "attribute", "maintenance", "custom")
#: Levels of objects and lists that the schema of one attribute may have.
MAX_DEPTH = 20
COMPUTABLE = ("integer", "number", "boolean", "string")
ATTRIBUTE_NAME = "^[a-z][a-z0-9_]{0,59}$"
TITLES = {
    "type": "object",
    "required": ["zh-CN", "en-US"],
    "properties": {"zh-CN": TITLE, "en-US": TITLE},
    "additionalProperties": False,
}

ATTRIBUTE = {
    "type": "object",
    "required": ["type", "x-title", "x-group", "x-order"],
    "properties": {
        "type": True,
        "x-title": TITLES,
        "x-description": {"type": "object", "description": "填写说明，按语言"},
        "x-enum": {"type": "object", "additionalProperties": TITLES, "description": "可选值的名称，与 enum 一一对应"},
        "x-group": {"enum": list(GROUPS), "description": "基本、管理、属性、维护、自定义五组"},
        "x-order": {"type": "integer", "minimum": 0, "maximum": 9999},
        "x-unit": {"enum": list(UNITS), "description": "计量单位；byte 与 bit/s 在页面上自动换算"},
        "x-volatile": {"type": "boolean"},
        "x-index": {"type": "boolean", "description": "列表可按它筛选"},
        "x-computed": {
            "type": "string",
            "maxLength": 1000,
            "description": "由其他属性算出：+ - * / 比较 and or；日期相减用 days.名称 与 days.today",
        },
        "x-item": {"type": "array", "minItems": 1, "items": KEY, "description": "值为这些模型（含下级）的配置项编号"},
        "x-dictionary": {"type": "string", "maxLength": 60, "description": "取值来自这个数据字典"},
        "x-dictionary-leaf": {"type": "boolean", "description": "只能选最末一级"},
        "x-personal": {"enum": list(KINDS)},
        "x-address": {
            "type": "object",
            "description": "值为 IP 地址：as 说明是网段、地址段的起止、网关，还是本机地址（held）、浮动地址（shared）；"
            "zone 为固定的网络区域，zone_from 为写有网络区域的属性，of 为写有所属设备的属性",
            "required": ["as"],
            "properties": {
                "as": {"enum": ["prefix", "first", "last", "gateway", "held", "shared"]},
                "zone": {"type": "string", "maxLength": 80},
                "zone_from": {"type": "array", "maxItems": 3, "items": {"type": "string"}},
                "of": {"type": "string", "maxLength": 60},
            },
            "additionalProperties": False,
        },
        "x-file": {
            "type": "object",
            "description": "值为文件：字段类型须为 string 或其 array；accept 为允许的扩展名",
            "properties": {"accept": {"type": "array", "items": {"type": "string"}}},
            "additionalProperties": False,
        },
    },
}

SCHEMA = closed(
    "配置模型",
    ["key", "title", "title_en", "schema"],
    {
        "key": KEY,
        "parent": KEY,
        "title": TITLE,
        "title_en": TITLE,
        "icon": {"enum": sorted(ICONS), "description": "页面上的图标"},
        "family": {"enum": ItemType.Family.values, "description": "在模型目录中属于哪一大类；为空则继承"},
        "abstract": {"type": "boolean", "description": "只用于继承，不能直接建配置项"},
        "schema": {
            "type": "object",
            "required": ["type", "properties"],
            "properties": {
                "type": {"const": "object"},
                "properties": {
                    "type": "object",
                    "propertyNames": {"pattern": ATTRIBUTE_NAME},
                    "additionalProperties": ATTRIBUTE,
                    "maxProperties": 200,
                },
                "required": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            },
            "additionalProperties": False,
        },
        "identity": {
            "type": "array",
            "description": "依次使用的识别规则；@关系 表示关系另一端的配置项；为空则继承",
            "items": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "pattern": "^@?[a-z][a-z0-9_]{0,59}$"},
            },
        },
        "list_columns": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        "unique": {
            "type": "array",
            "description": "不能重复的值；几个名称一起时合在一起不能重复，缺值的不算；上级模型的约束同样有效",
            "items": {
                "type": "object",
                "required": ["by"],
                "properties": {
                    "by": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 6,
                        "uniqueItems": True,
                        "items": {"type": "string", "pattern": "^@?[a-z][a-z0-9_]{0,59}$"},
                        "description": "属性、@name、@organisation 或 @关系",
                    },
                    "among": {"enum": ["all", "in_use"], "description": "in_use：已退役的不算"},
                },
                "additionalProperties": False,
            },
        },
        "migrate": {"type": "array", "items": STEP, "description": "模型变更时配置项的属性怎样跟着变，每步只执行一次"},
    },
)


def check(file: PackFile) -> list[Finding]:
    """What the schema cannot say: the attributes are valid JSON Schema, and the type names only what it has."""
    content = file.content
    found = key_is_name(file)
    if content.get("parent") == content["key"]:
        found.append(Finding(file.path, "parent 不能是自身"))
    return [*found, *(Finding(file.path, fault) for fault in _schema_faults(content["schema"]))]


def _schema_faults(schema: Mapping[str, Any]) -> list[str]:
    """What is wrong with the attributes; each look needs what the one before has made sure of."""
    properties = schema["properties"]
    faults = [f"属性“{name}”{fault}" for name, part in properties.items() if (fault := _structure_fault(part))]
    if faults:
        return faults
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return [f"schema 不是有效的 JSON Schema：{error.message[:300]}"]
    return list(attribute_faults(properties))


def _structure_fault(part: Any, depth: int = 0) -> str | None:
    """Why an attribute cannot be judged by itself: it leads elsewhere, where a judge would fetch it, or has no end."""
    if depth > MAX_DEPTH:
        return f"嵌套超过 {MAX_DEPTH} 层"
    if isinstance(part, Mapping) and any(str(word).startswith("$") for word in part):
        return "不能用 $ref 等关键字引用别处"
    inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
    return next((fault for each in inner if (fault := _structure_fault(each, depth + 1))), None)


def attribute_faults(properties: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the attributes of a type although each is valid JSON Schema."""
    for name, part in properties.items():
        inner = part.get("items") if part.get("type") == "array" else part
        if "x-item" in part and (not isinstance(inner, Mapping) or inner.get("type") != "string"):
            yield f"属性“{name}”引用配置项，类型须为 string 或其 array"
        if "x-index" in part and ("x-personal" in part or part.get("x-volatile")):
            yield f"属性“{name}”是个人信息或随时变化，不能用于筛选"
        if "x-index" in part and part.get("type") == "object":
            yield f"属性“{name}”不是单个值，不能用于筛选"
        if "x-computed" in part and (part.get("x-volatile") or part.get("type") not in COMPUTABLE):
            yield f"属性“{name}”由表达式算出，类型须为 {'、'.join(COMPUTABLE)}"
        if "x-index" in part and "days.today" in part.get("x-computed", ""):
            yield f"属性“{name}”每天变化，不能用于筛选"
        if "x-address" in part and (not isinstance(inner, Mapping) or inner.get("type") != "string"):
            yield f"属性“{name}”为 IP 地址，类型须为 string 或其 array"
        yield from (f"属性“{name}”的 {problem}" for problem in keyword_problems(part))
        if name == DAYS:
            yield f"“{DAYS}”是表达式中的保留名称"
        if "x-enum" in part and set(part["x-enum"]) != {str(value) for value in part.get("enum", [])}:
            yield f"属性“{name}”的 x-enum 须与 enum 一一对应"


def apply(file: PackFile) -> None:
    """Make or bring up to date one type; raises Invalid or Conflict as `put_in_use` says."""
    put_in_use(file.content, file.pack, digest_of(file.content), file.path)


@transaction.atomic
def retire(pack: str, key: str) -> None:
    """Take a type out of use: its items stay, new ones are refused."""
    take_out_of_use(pack, key)


TYPES = PackKind("types", (".yaml",), SCHEMA, check, apply, retire, rank=10)
