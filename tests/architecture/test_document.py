"""The OpenAPI document says of every route what it takes, whom it lets in and how it refuses."""

from typing import Any

import pytest
from ninja import NinjaAPI, Schema

from tests.architecture.document import document
from tongyun.kernel.api import shapes
from tongyun.kernel.api.security import IF_MATCH
from tongyun.project.openapi import Document, DuplicateShapeError


def properties(operation: dict[str, Any]) -> set[str]:
    """The fields of a JSON body."""
    content = operation.get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return set(document()["components"]["schemas"].get(name, {}).get("properties", {}))


def test_every_shape_is_made_of_ours() -> None:
    """The framework's own base looks up each field of a mapping by a getter for records of the database."""
    document()
    own = [shape for shape in Schema.__subclasses__() if shape.__module__.startswith("tongyun.")]
    assert own == [shapes.Schema]


def test_two_shapes_of_one_name_are_refused() -> None:
    here = NinjaAPI(urls_namespace="twice")

    def shape(kind: type) -> type[Schema]:
        return type("NamedOut", (Schema,), {"__annotations__": {"id": kind}, "__module__": __name__})

    for path, kind in (("/one", int), ("/two", str)):
        here.get(path, response=list[shape(kind)], operation_id=path)(lambda request: [])  # type: ignore[misc]
    with pytest.raises(DuplicateShapeError, match="NamedOut"):
        Document(here, "api/")


def test_every_refusal_has_a_form() -> None:
    for methods in document()["paths"].values():
        for operation in methods.values():
            assert {429, 503} <= set(operation["responses"]), operation["operationId"]
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and "$ref" in answer:
                    assert answer["$ref"].rpartition("/")[2] in document()["components"]["responses"]


def test_whoever_must_sign_in_is_told_so() -> None:
    for methods in document()["paths"].values():
        for operation in methods.values():
            guarded = operation["x-permission"] != "public"
            assert guarded == ("security" in operation), operation["operationId"]
            assert not guarded or {401, 403} <= set(operation["responses"])


def test_a_change_of_a_versioned_record_understands_if_match() -> None:
    seen = 0
    for methods in document()["paths"].values():
        for method, operation in methods.items():
            if method in ("put", "patch") and "version" in properties(operation):
                assert operation.get(IF_MATCH), operation["operationId"]
                assert 412 in operation["responses"]
                seen += 1
    assert seen > 5


def test_dangerous_writes_want_a_fresh_proof() -> None:
    paths = document()["paths"]
    for start in ("/api/v1/channels", "/api/v1/identity-providers"):
        for path in (start, *(each for each in paths if each.startswith(f"{start}/") and each.endswith("}"))):
            for method, operation in paths[path].items():
                assert method == "get" or operation.get("x-fresh"), f"{method} {path}"
