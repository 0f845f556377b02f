"""Pack kind `types`: one item type a file."""

from django.db import transaction
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from tongyun.kernel.contracts import Conflict, FieldError, Finding, Invalid, PackFile, PackKind, utc_now
from tongyun.kernel.contracts.personal import KINDS
from tongyun.kernel.facade import require_dictionaries

from ..catalogue import catalogue
from ..models import Item, ItemType
from .common import KEY, TITLE, closed, digest_of, key_is_name

GROUPS = ("basic", "management", "attribute", "maintenance", "custom")
ATTRIBUTE_NAME = "^[a-z][a-z0-9_]{0,59}$"

ATTRIBUTE = {
    "type": "object",
    "required": ["type", "x-title", "x-group", "x-order"],
    "properties": {
        "type": True,
        "x-title": {
            "type": "object",
            "required": ["zh-CN", "en-US"],
            "properties": {"zh-CN": TITLE, "en-US": TITLE},
            "additionalProperties": False,
        },
        "x-group": {"enum": list(GROUPS)},
        "x-order": {"type": "integer", "minimum": 0, "maximum": 9999},
        "x-unit": {"type": "string", "maxLength": 20},
        "x-volatile": {"type": "boolean"},
        "x-dictionary": {"type": "string", "maxLength": 60, "description": "取值来自这个数据字典"},
        "x-dictionary-leaf": {"type": "boolean", "description": "只能选最末一级"},
        "x-personal": {"enum": list(KINDS)},
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
        "icon": {"type": "string", "maxLength": 60},
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
    },
)


def check(file: PackFile) -> list[Finding]:
    """What the schema cannot say: the attributes are valid JSON Schema, and the type names only what it has."""
    content = file.content
    found = key_is_name(file)
    try:
        Draft202012Validator.check_schema(content["schema"])
    except SchemaError as error:
        found.append(Finding(file.path, f"schema 不是有效的 JSON Schema：{error.message[:300]}"))
    if content.get("parent") == content["key"]:
        found.append(Finding(file.path, "parent 不能是自身"))
    return found


def apply(file: PackFile) -> None:
    """Make or bring up to date one type.

    Raises:
        Invalid: its parent is unknown, it would be its own ancestor, or it names an attribute that it has not, or a
            data dictionary that is not there.
        Conflict: items hold values of an attribute that it no longer has.
    """
    content = file.content
    digest = digest_of(content)
    present = ItemType.objects.filter(key=content["key"]).first()
    if present is not None and (present.digest, present.retired, present.pack) == (digest, False, file.pack):
        return
    if present is not None and present.pack != file.pack and not present.retired:
        raise Conflict("type_of_other_pack", f"{file.path}：模型“{content['key']}”属于内容包“{present.pack}”。")
    _check_line(file)
    require_dictionaries(content["schema"], file.path)
    before = _properties(content["key"])
    ItemType.objects.update_or_create(
        key=content["key"],
        defaults={
            "parent_id": content.get("parent"),
            "title": content["title"],
            "title_en": content["title_en"],
            "icon": content.get("icon", ""),
            "abstract": content.get("abstract", False),
            "schema": content["schema"],
            "identity": content.get("identity", []),
            "list_columns": content.get("list_columns", []),
            "pack": file.pack,
            "digest": digest,
            "retired": False,
            "updated_at": utc_now(),
        },
    )
    _check_names(file)
    _keep_data(file, before)


@transaction.atomic
def retire(pack: str, key: str) -> None:
    """Take a type out of use: its items stay, new ones are refused."""
    ItemType.objects.filter(key=key, pack=pack, retired=False).update(retired=True, digest="", updated_at=utc_now())


def _check_line(file: PackFile) -> None:
    key, parent = file.content["key"], file.content.get("parent")
    if parent is None:
        return
    view = catalogue().get(parent)
    if view is None:
        raise _refused(file, "/parent", f"没有上级模型“{parent}”")
    if key in view.lineage:
        raise _refused(file, "/parent", f"“{key}”与“{parent}”互为上级")


def _check_names(file: PackFile) -> None:
    """Every name in the identity rules and the list columns is an attribute of the type or inherited."""
    view = catalogue().types[file.content["key"]]
    known = view.schema["properties"].keys()
    named = [name for rule in view.identity for name in rule if not name.startswith("@")]
    for name in (*named, *view.schema["required"]):
        if name not in known:
            raise _refused(file, "/identity", f"没有属性“{name}”")
        if name in view.volatile:
            raise _refused(file, "/identity", f"属性“{name}”随时变化，不能用于识别或必填")
    for name in view.list_columns:
        if name not in known and not name.startswith("@"):
            raise _refused(file, "/list_columns", f"没有属性“{name}”")


def _properties(key: str) -> set[str]:
    view = catalogue().get(key)
    return set(view.schema["properties"]) if view else set()


def _keep_data(file: PackFile, before: set[str]) -> None:
    """Refuse to lose data: an attribute may go only when no item holds a value of it."""
    types = catalogue()
    key = file.content["key"]
    for name in sorted(before - set(types.types[key].schema["properties"])):
        held = Item.objects.filter(type_id__in=types.subtypes(key), attributes__has_key=name).count()
        if held:
            raise Conflict("type_would_orphan", f"{file.path}：属性“{name}”仍有 {held} 个配置项在使用，不能删除。")


def _refused(file: PackFile, path: str, reason: str) -> Invalid:
    return Invalid("bad_type", f"{file.path}：{reason}。", [FieldError(path, reason)])


TYPES = PackKind("types", (".yaml",), SCHEMA, check, apply, retire, rank=10)
