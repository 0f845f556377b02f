"""Pack kind `signatures`: how one kind of listening process is recognised."""

import re

from tongyun.kernel.contracts import Conflict, Finding, Invalid, PackFile, PackKind, utc_now

from ..catalogue import catalogue
from ..models import Signature
from ..services.checking import attribute_problems, usable
from .common import KEY, closed, digest_of, key_is_name

PATTERN = {"type": "string", "minLength": 1, "maxLength": 300, "format": "regex"}

SCHEMA = closed(
    "服务特征",
    ["key", "type", "name", "watch", "match"],
    {
        "key": KEY,
        "type": {**KEY, "description": "识别出的服务属于哪个模型"},
        "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 120,
            "description": "名称模板，可用 {process} {port} {host} {unit}",
        },
        "watch": {"type": "boolean", "description": "消失时是否告警"},
        "rank": {"type": "integer", "minimum": 0, "maximum": 1000, "description": "先试小的，默认 100"},
        "min_age_s": {
            "type": "integer",
            "minimum": 0,
            "maximum": 3600,
            "description": "进程运行满多少秒才登记为配置项，避免登记临时进程",
        },
        "match": {
            "type": "object",
            "properties": {
                "process": {**PATTERN, "description": "进程名，须完整匹配"},
                "exe": {**PATTERN, "description": "程序路径，部分匹配"},
                "cmdline": {**PATTERN, "description": "命令行，部分匹配"},
                "ports": {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 1, "maximum": 65535},
                    "description": "监听其中任一端口",
                },
            },
            "additionalProperties": False,
        },
        "attributes": {"type": "object", "description": "识别后一并写入的属性"},
    },
)

_BRACES = re.compile(r"\{[^}]*\}?|\}")
_WORDS = frozenset({"{process}", "{port}", "{host}", "{unit}"})


def check(file: PackFile) -> list[Finding]:
    """Patterns compile, and the name uses only known words."""
    found = key_is_name(file)
    for name in ("process", "exe", "cmdline"):
        pattern = file.content["match"].get(name)
        try:
            re.compile(pattern or "")
        except re.error as error:
            found.append(Finding(file.path, f"match.{name} 不是有效的正则表达式：{error}"))
    unknown = set(_BRACES.findall(file.content["name"])) - _WORDS
    if unknown:
        found.append(Finding(file.path, f"名称模板不认识 {'、'.join(sorted(unknown))}"))
    return found


def apply(file: PackFile) -> None:
    """Make or bring up to date one signature. Raises Invalid when its type is unknown or its attributes do not fit."""
    content = file.content
    key, digest = content["key"], digest_of(content)
    present = Signature.objects.filter(key=key).first()
    if present is not None and (present.digest, present.retired, present.pack) == (digest, False, file.pack):
        return
    if present is not None and present.pack != file.pack and not present.retired:
        raise Conflict("signature_of_other_pack", f"{file.path}：特征“{key}”属于内容包“{present.pack}”。")
    types = catalogue()
    view = usable(types, content["type"])
    if view is None or "service" not in view.lineage:
        raise Invalid("bad_signature", f"{file.path}：“{content['type']}”不是可用的服务模型。")
    problems = [p for p in attribute_problems(types, view, content.get("attributes", {})) if p.message != "必填"]
    if problems:
        raise Invalid("bad_signature", f"{file.path}：附带的属性不符合模型。", problems)
    Signature.objects.update_or_create(
        key=key,
        defaults={
            "rank": content.get("rank", 100),
            "definition": content,
            "pack": file.pack,
            "digest": digest,
            "retired": False,
            "updated_at": utc_now(),
        },
    )


def retire(pack: str, key: str) -> None:
    """Stop recognising by this signature; items it found stay."""
    Signature.objects.filter(key=key, pack=pack).update(retired=True, digest="", updated_at=utc_now())


SIGNATURES = PackKind("signatures", (".yaml",), SCHEMA, check, apply, retire, rank=30)
