"""The pack kind `jobs`: one YAML file is one job; the file's name is its key."""

import ast
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.db import transaction
from jsonschema import Draft202012Validator, SchemaError

from tongyun.kernel.contracts import Conflict, Finding, PackFile, Ref, utc_now
from tongyun.kernel.facade import audit

from ..models import JobTemplate
from .environment import is_reserved

TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "作业",
    "description": "一个脚本。参数以环境变量 TY_<参数> 传入，目标的属性以 TY_ITEM_<属性> 传入，绝不拼入脚本文本。",
    "type": "object",
    "required": ["title", "title_en", "target_type", "interpreter", "timeout_s", "script"],
    "additionalProperties": False,
    "properties": {
        "title": TEXT,
        "title_en": TEXT,
        "target_type": {
            "type": "string",
            "pattern": "^[a-z][a-z0-9_.-]{0,79}$",
            "description": "适用的配置模型，含其子类型",
        },
        "interpreter": {"enum": ["sh", "python3"]},
        "timeout_s": {"type": "integer", "minimum": 1, "maximum": 86400},
        "dangerous": {"type": "boolean", "default": False, "description": "执行前须由人再次确认"},
        "parameters": {"type": "object", "description": "参数的 JSON Schema，类型须为 object", "default": {}},
        "script": {"type": "string", "minLength": 1, "maxLength": 100_000},
    },
}
NO_PARAMETERS: dict[str, Any] = {"type": "object", "additionalProperties": False}


def check(file: PackFile) -> list[Finding]:
    """What the schema cannot say: parameters are a closed object schema, their names are free, Python parses."""
    return [Finding(file.path, problem, line) for problem, line in _problems(file.content, file.text)]


@transaction.atomic
def apply(file: PackFile) -> None:
    """Make the job what the file says; runs keep the script they were started with."""
    digest = _digest(file.content)
    template = JobTemplate.objects.select_for_update(no_key=True).filter(key=file.id).first()
    if template is not None and template.pack != file.pack and template.enabled:
        raise Conflict("job_key_taken", f"作业 {file.id} 已由内容包 {template.pack} 提供。")
    if template is not None and template.enabled and (template.pack, template.digest) == (file.pack, digest):
        return
    before = None if template is None else {"digest": template.digest, "enabled": template.enabled}
    template = template or JobTemplate(key=file.id)
    content = file.content
    template.pack, template.digest, template.enabled, template.updated_at = file.pack, digest, True, utc_now()
    template.title, template.title_en = content["title"], content["title_en"]
    template.script, template.interpreter = content["script"], content["interpreter"]
    template.parameters = content.get("parameters") or NO_PARAMETERS
    template.timeout_s, template.target_type = content["timeout_s"], content["target_type"]
    template.dangerous = content.get("dangerous", False)
    template.save()
    audit("job.applied", Ref("job", template.key, str(template)), before, {"digest": digest, "enabled": True})


@transaction.atomic
def retire(pack: str, key: str) -> None:
    """Take a job out of use; what runs goes on, and history stays."""
    template = JobTemplate.objects.select_for_update(no_key=True).filter(pack=pack, key=key, enabled=True).first()
    if template is not None:
        template.enabled, template.updated_at = False, utc_now()
        template.save(update_fields=["enabled", "updated_at"])
        audit("job.retired", Ref("job", key, str(template)), {"enabled": True}, {"enabled": False})


def _problems(content: dict[str, Any], text: str) -> Iterator[tuple[str, int | None]]:
    parameters = content.get("parameters") or NO_PARAMETERS
    try:
        Draft202012Validator.check_schema(parameters)
    except SchemaError as error:
        yield f"parameters 不是有效的 JSON Schema：{error.message}", _line(text, "parameters:")
        return
    if parameters.get("type") != "object" or parameters.get("additionalProperties") is not False:
        yield "parameters 须为 type: object 且 additionalProperties: false", _line(text, "parameters:")
    for name in parameters.get("properties", {}):
        if is_reserved(name):
            yield f"参数名 {name} 保留给平台（TY_RUN、TY_ITEM_*）", _line(text, f"{name}:")
    if content["interpreter"] == "python3":
        try:
            ast.parse(content["script"])
        except SyntaxError as error:
            start = _line(text, "script:")
            yield f"脚本有语法错误：{error.msg}", start + (error.lineno or 0) if start else None


def _line(text: str, start: str) -> int | None:
    """The first line that begins with a word, counted from 1."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith(start)), None)


def _digest(content: dict[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
