"""The part of a JSON Schema that speaks of what stands below in a content."""

from collections.abc import Mapping
from typing import Any

from .addressing import value_at

#: So many references lead on to another; more is a circle.
MOST_REFERENCES = 10


def of_property(schema: Mapping[str, Any], name: str, root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a property that is named, or of any other; empty where the schema says nothing. Alternatives are not read."""
    properties = schema.get("properties", {})
    return _resolved(properties.get(name, schema.get("additionalProperties")), root)


def of_entries(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of the entries of a list; empty where the schema says nothing."""
    return _resolved(schema.get("items"), root)


def _resolved(schema: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    for _ in range(MOST_REFERENCES):
        if not isinstance(schema, Mapping) or not str(schema.get("$ref", "")).startswith("#/"):
            break
        schema = value_at(root, str(schema["$ref"])[1:])
    return schema if isinstance(schema, Mapping) else {}
