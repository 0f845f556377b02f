"""Fields that a role hides are absent from every answer, whatever list, page or export it is part of."""

from collections.abc import Iterable
from typing import Any, ClassVar

from pydantic import GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from ..services.permissions import hidden_fields
from .shapes import Schema


class Hiding(Schema):
    """A shape of a resource that declared hideable fields; hidden ones are left out for whoever calls."""

    resource: ClassVar[str]

    @model_serializer(mode="wrap")
    def without_hidden(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The row as the caller may see it."""
        return without(handler(self), hidden_fields(self.resource))

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The shape as declared: leaving something out does not change what it is otherwise."""
        return handler(_as_declared(core_schema))


def _as_declared(schema: Any) -> Any:
    """The schema of a model without its serializer, through the validators around it."""
    plain = {key: value for key, value in schema.items() if key != "serialization"}
    if str(plain.get("type", "")).startswith("function-"):
        plain["schema"] = _as_declared(plain["schema"])
    return plain


def without(row: dict[str, Any], hidden: Iterable[str]) -> dict[str, Any]:
    """A row without hidden fields; `attributes.serial` is a key of an object in it, `attributes.*` are all of them."""
    for name in hidden:
        outer, _, inner = name.partition(".")
        if not inner:
            row.pop(outer, None)
        elif isinstance(inside := row.get(outer), dict):
            row[outer] = {} if inner == "*" else {key: value for key, value in inside.items() if key != inner}
    return row


def is_hidden(name: str, hidden: Iterable[str]) -> bool:
    """Whether a field, or the object it is in, is hidden."""
    outer = name.partition(".")[0]
    return any(entry in (name, outer, f"{outer}.*") for entry in hidden)
