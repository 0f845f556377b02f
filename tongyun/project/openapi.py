"""The OpenAPI document: what each route declares, and what the door, the guard and the parsers around it can answer.

No route lists its refusals by hand. They follow from how it is guarded, what it takes and what it changes; a route that
can refuse for another reason names that status with `guarded(..., refuses=(404,))`.
"""

from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from tongyun.kernel.api.lists.export import COLUMNS, CONTENT_TYPES
from tongyun.kernel.api.scim_service import CONTENT_TYPE as SCIM
from tongyun.kernel.api.scim_service import speaks_scim
from tongyun.kernel.api.security import AGENT, IF_MATCH, PUBLIC, REFUSES, SESSION_COOKIE

PROBLEM = "application/problem+json"
BODIES = frozenset({"post", "put", "patch"})
CHANGING = BODIES | {"delete"}
#: What a route needs no reason of its own for: a forged address, too many calls, a database that does not answer.
ALWAYS = frozenset({422, 429, 503})

Operation = dict[str, Any]

TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
PROBLEM_SCHEMA = {
    "title": "Problem",
    "description": "RFC 9457 的 problem document。",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "errors", "request_id"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "给人看的原因"},
        "code": {"type": "string", "description": "稳定的错误代码，供程序判断"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "message"],
                "properties": {"path": TEXT, "message": TEXT},
            },
        },
        "request_id": TEXT,
    },
}
SCIM_SCHEMA = {
    "title": "ScimError",
    "description": "SCIM 的错误（RFC 7644 3.12）。",
    "type": "object",
    "required": ["schemas", "status", "detail"],
    "properties": {
        "schemas": {"type": "array", "items": TEXT},
        "status": TEXT,
        "detail": TEXT,
        "scimType": TEXT,
    },
}
COLUMNS_SCHEMA = {
    "title": "Columns",
    "description": "列表可以导出的列。",
    "type": "array",
    "items": {
        "type": "object",
        "required": ["key", "title", "title_en", "extra", "personal"],
        "properties": {
            **dict.fromkeys(("key", "title", "title_en"), TEXT),
            **dict.fromkeys(("extra", "personal"), FLAG),
        },
    },
}
WORDS = {
    400: "请求体无法读取",
    401: "尚未登录、令牌无效，或须再次确认身份",
    403: "没有权限",
    404: "没有这条记录，或它不在数据范围内",
    409: "状态冲突：已存在，或此时不允许",
    412: "读取之后已有新的修改：If-Match 或 version 所指的版本已不是最新",
    413: "请求体过大",
    422: "输入有误，errors 说明在哪里",
    429: "请求过于频繁，Retry-After 说明几秒后再试",
    503: "所需的部分暂时不可用",
}
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "接口令牌或代理令牌"},
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE, "description": "浏览器会话"},
}
RETRY_AFTER = {"Retry-After": {"description": "秒", "schema": {"type": "integer"}}}


class DuplicateShapeError(Exception):
    """Two different shapes have one name: one of them would be described as the other."""


class Document(OpenAPISchema):
    """The framework's document, which refuses two shapes of one name and tells what every route may refuse."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Take the shapes that a route uses. Raises DuplicateShapeError."""
        for name, shape in definitions.items():
            if self.schemas.setdefault(name, shape) != shape:
                raise DuplicateShapeError(f"two shapes are named {name}: rename one")


class DocumentedApi(NinjaAPI):
    """The API with a document that keeps nothing back."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The whole document."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        document = Document(self, prefix)
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                _complete(path, method, operation)
        components = document["components"]
        components["schemas"] |= {"Problem": PROBLEM_SCHEMA, "ScimError": SCIM_SCHEMA, "ColumnsOut": COLUMNS_SCHEMA}
        components["responses"] = {
            **{f"Problem{status}": _refusal(status, PROBLEM, "Problem") for status in WORDS},
            **{f"Scim{status}": _refusal(status, SCIM, "ScimError") for status in WORDS},
        }
        components["parameters"] = {
            "IdempotencyKey": _header("Idempotency-Key", "同一键的重复请求只执行一次，24 小时内返回首次的结果", 200),
            "IfMatch": _header("If-Match", "读取时返回的 ETag，可代替 version；此后已有新的修改则返回 412", 100),
        }
        components["securitySchemes"] = SECURITY
        return document


def refusals(method: str, operation: Operation) -> frozenset[int]:
    """The statuses of refusal that follow from how a route is declared."""
    found = set(ALWAYS) | set(operation.get(REFUSES, ()))
    if operation.get("x-permission") != PUBLIC:
        found |= {401, 403}
    if any(parameter.get("in") == "path" for parameter in operation["parameters"]):
        found.add(404)
    if "requestBody" in operation:
        found |= {400, 413}
    if method in CHANGING:
        found.add(409)
    if operation.get(IF_MATCH):
        found.add(412)
    return frozenset(found)


def _complete(path: str, method: str, operation: Operation) -> None:
    if method == "get" and any("columns" in each.get("schema", {}).get("enum", ()) for each in operation["parameters"]):
        # A list that can be taken out (kernel/api/lists/export.py).
        files = {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in CONTENT_TYPES.values()}
        operation["responses"][200]["content"] |= {COLUMNS: _shape("ColumnsOut"), **files}
    scim = speaks_scim(path)
    for status in sorted(refusals(method, operation)):
        status = 400 if scim and status == 422 else status
        media, shape, kind = (SCIM, "ScimError", "Scim") if scim else (PROBLEM, "Problem", "Problem")
        own = operation["responses"].get(status)
        if own is None:
            operation["responses"][status] = {"$ref": f"#/components/responses/{kind}{status}"}
        elif "content" in own:
            own["content"].setdefault(media, _shape(shape))
    if operation.get("x-permission") != PUBLIC:
        operation["security"] = [{"bearer": []}, *([] if operation["x-permission"] == AGENT else [{"session": []}])]
        if method == "post":
            operation["parameters"].append({"$ref": "#/components/parameters/IdempotencyKey"})
    if operation.get(IF_MATCH):
        operation["parameters"].append({"$ref": "#/components/parameters/IfMatch"})


def _refusal(status: int, media: str, shape: str) -> dict[str, Any]:
    words = f"{HTTPStatus(status).phrase}：{WORDS[status]}"
    headers = {"headers": RETRY_AFTER} if status == 429 else {}
    return {"description": words, "content": {media: _shape(shape)}, **headers}


def _shape(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def _header(name: str, words: str, longest: int) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": longest}
    return {"in": "header", "name": name, "required": False, "description": words, "schema": schema}
