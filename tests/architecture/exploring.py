"""Made-up requests from the OpenAPI document, valid and not: what the API answers must stand in the document.

The suite asks a little of every route; `drills/made_up.py` asks the same of a running installation for much longer.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
#: Streams without an end; tests/kernel/test_live.py reads it.
ENDLESS = frozenset({"GET /api/v1/live"})
#: What a schema may say that any text fits.
OF_ANY_TEXT = frozenset({"type", "title", "description", "default"})
FORM = "application/x-www-form-urlencoded"
#: How often an id in a path is one that is there.
KNOWN_SHARE = 0.8

Send = Callable[[Case, str], Any]


@dataclass(frozen=True)
class Finding:
    """An answer that does not stand in the document, and the request it came to."""

    operation: str
    problem: str
    request: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.problem}\n    {self.request}"


def explore(
    schema: Any, send: Send, known: Mapping[str, Any], examples: int, only: Callable[[str], bool] = lambda label: True
) -> Iterator[Finding]:
    """Send made-up requests to every route and give what was found, each kind of failure of a route once.

    `send` sends a case for a caller who holds the permission (its second argument). `known` maps the names of ids in
    paths, or `path#name` for one path, to ids of records that are there.
    """
    schema.config.generation.update(with_security_parameters=False)
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.label in ENDLESS or not only(operation.label):
            continue
        found: dict[str, Finding] = {}
        permission = operation.definition.raw["x-permission"]
        for mode in MODES[:1] if _takes_any_text(operation.definition.raw) else MODES:
            _try(operation, mode, permission, send, known, examples, found)
        yield from found.values()


def _takes_any_text(definition: Mapping[str, Any]) -> bool:
    """Whether nothing but texts in the path, and perhaps in a form, is asked for: such a route can be sent nothing
    wrong, which Hypothesis would find out by hundreds of attempts."""
    bodies = definition.get("requestBody", {}).get("content", {})
    fields = [field for body in bodies.values() for field in body["schema"].get("properties", {}).values()]
    asked = [parameter.get("schema", {}) for parameter in definition.get("parameters", [])] + fields
    places = {parameter.get("in") for parameter in definition.get("parameters", [])}
    any_text = all(schema.get("type") == "string" and schema.keys() <= OF_ANY_TEXT for schema in asked)
    return any_text and places <= {"path"} and bodies.keys() <= {FORM}


def _try(
    operation: Any,
    mode: GenerationMode,
    permission: str,
    send: Send,
    known: Mapping[str, Any],
    examples: int,
    found: dict[str, Finding],
) -> None:
    dice = Random(operation.label)

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Case) -> None:
        for name in case.path_parameters if dice.random() < KNOWN_SHARE else ():
            there = known.get(f"{operation.path}#{name}", known.get(name))
            if there is not None:
                case.path_parameters[name] = str(there)
        answer = send(case, permission)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as failures:
            for failure in failures.exceptions:
                problem = f"{failure.title}: {str(failure)[:300]}" if hasattr(failure, "title") else str(failure)[:300]
                key = f"{type(failure).__name__} {answer.status_code}"
                request = f"{case.method} {case.formatted_path} {case.query!r:.300} {case.body!r:.500}"
                found.setdefault(key, Finding(operation.label, f"{answer.status_code} {problem}", request))

    # A part of a path that takes some texts only can rarely be made wrong and still be a part of a path.
    with suppress(Unsatisfiable):
        one()
