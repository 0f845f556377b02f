"""What a JSON body must be, beyond its schema: of bounded size, storable, and without fields that nobody asked for."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from pydantic import BaseModel

from ..contracts import FieldError, Invalid, TooLarge

#: Bytes of a body that a person's work sends; agents send more.
MAX_JSON = 4 << 20
MAX_SHOWN = 20
#: Levels of objects and lists. What walks a body calls itself at each level, and Python ends that at a thousand.
MAX_DEPTH = 100
CHANGING = ("POST", "PUT", "PATCH")


def refuse_large_json(request: HttpRequest) -> None:
    """Refuse more JSON than a person's work sends, before it is read."""
    if request.content_type == "application/json" and len(request.body) > MAX_JSON:
        raise TooLarge("too_large", f"请求体超过 {MAX_JSON >> 20} MiB 的上限。")


def read_json(request: HttpRequest) -> Any:
    """The body as Python values that every database takes. Raises ValueError for one that cannot be read."""
    raw = request.body
    try:
        content = json.loads(raw, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _deeper(content, MAX_DEPTH):
        raise ValueError("nested too deeply")
    if b"\\u" in raw and _unstorable(content):
        raise ValueError("a NUL or half a character in a text")
    return content


def only_known_fields(route: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a body with fields that the route does not know: they would be dropped without a word.

    Agents of another release than the server may send more.
    """

    @wraps(route)
    def checked(request: HttpRequest, **values: Any) -> Any:
        actor = request.META.get("tongyun.actor")
        if request.method in CHANGING and (actor is None or actor.kind != "agent"):
            models = [value for value in values.values() if isinstance(value, BaseModel)]
            if len(models) == 1 and request.content_type == "application/json" and request.body:
                unknown = list(_unknown(json.loads(request.body), models[0], ""))
                if unknown:
                    fields = [FieldError(path, "没有这个字段") for path in unknown[:MAX_SHOWN]]
                    raise Invalid("unknown_fields", f"不认识的字段：{'、'.join(unknown[:5])}。", fields)
        return route(request, **values)

    return checked


def _unknown(given: Any, model: Any, path: str) -> list[str]:
    if isinstance(given, list) and isinstance(model, (list, tuple)):
        return [
            bad
            for at, (one, part) in enumerate(zip(given, model, strict=False))
            for bad in _unknown(one, part, f"{path}/{at}")
        ]
    if not isinstance(given, dict) or not isinstance(model, BaseModel):
        return []
    names = {name: name for name in type(model).model_fields}
    names |= {field.alias: name for name, field in type(model).model_fields.items() if field.alias}
    found = [f"{path}/{key}" for key in given if key not in names and not type(model).model_config.get("extra")]
    for key, value in given.items():
        if key in names:
            found += _unknown(value, getattr(model, names[key], None), f"{path}/{key}")
    return found


def _deeper(content: Any, levels: int) -> bool:
    """Whether it has more than so many levels; looked through level by level."""
    present = [content]
    for _ in range(levels):
        parts = (each.values() if isinstance(each, dict) else each for each in present if isinstance(each, dict | list))
        present = [inner for part in parts for inner in part]
    return any(isinstance(each, dict | list) for each in present)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _unstorable(content: Any) -> bool:
    if isinstance(content, dict):
        return any(_unstorable(key) or _unstorable(value) for key, value in content.items())
    if isinstance(content, list):
        return any(_unstorable(value) for value in content)
    return isinstance(content, str) and ("\x00" in content or any("\ud800" <= each <= "\udfff" for each in content))
