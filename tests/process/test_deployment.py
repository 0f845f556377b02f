"""Packs deploy processes, forms and service levels: checked, versioned, idempotent, retired and never lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.process.conftest import pack_file, pack_files
from tongyun.kernel.contracts import Conflict, Invalid, PackFile
from tongyun.kernel.facade import pack_kinds
from tongyun.process.models import FormDefinition, ProcessDefinition, SlaPolicy
from tongyun.process.services import deployment

BAD = Path(__file__).parent / "bpmn"


@pytest.mark.parametrize("file", pack_files(), ids=lambda file: file.path)
def test_every_file_of_the_service_desk_is_accepted(file: PackFile) -> None:
    kind = pack_kinds.get(file.kind)
    assert kind is not None

    assert kind.check(file) == []


def test_applying_twice_changes_nothing(desk: None) -> None:
    before = list(ProcessDefinition.objects.values_list("key", "version", "digest"))

    for file in pack_files():
        kind = pack_kinds.get(file.kind)
        assert kind is not None
        kind.apply(file)

    assert list(ProcessDefinition.objects.values_list("key", "version", "digest")) == before
    assert set(FormDefinition.objects.values_list("version", flat=True)) == {1}
    assert SlaPolicy.objects.count() == 1


def test_changed_content_makes_a_new_version(desk: None) -> None:
    file = next(file for file in pack_files() if file.kind == "processes")
    deployment.apply_process(replace(file, text=file.text.replace("故障上报", "故障登记")))

    current = deployment.current_process("incident")
    assert current is not None
    assert current.version == 2
    assert ProcessDefinition.objects.filter(key="incident").count() == 2


def test_retired_content_is_kept_and_no_longer_started(desk: None) -> None:
    kind = pack_kinds.get("processes")
    assert kind is not None
    kind.retire("service-desk", "incident")

    assert deployment.current_process("incident") is None
    assert ProcessDefinition.objects.get(key="incident").retired


def test_a_key_belongs_to_one_pack_at_a_time(desk: None) -> None:
    file = next(file for file in pack_files() if file.kind == "processes")

    with pytest.raises(Conflict) as conflict:
        deployment.apply_process(replace(file, pack="another"))
    assert conflict.value.code == "key_taken"


def test_a_process_with_an_unknown_form_is_refused(db: None) -> None:
    file = next(file for file in pack_files() if file.kind == "processes")

    with pytest.raises(Invalid) as invalid:
        deployment.apply_process(file)
    assert "incident-triage" in invalid.value.detail
    assert not ProcessDefinition.objects.exists()


def test_a_bad_process_is_found_with_its_line() -> None:
    file = pack_file(BAD / "unreachable.bad.bpmn", "processes")

    (finding,) = deployment.check_process(file)
    assert "孤岛" in finding.message
    assert "cannot be reached" in finding.message
    assert finding.line == 7


def test_a_process_must_be_named_like_its_file() -> None:
    (finding,) = deployment.check_process(pack_file(BAD / "line.good.bpmn", "processes"))

    assert "不一致" in finding.message


@pytest.mark.parametrize(
    ("schema", "part"),
    [
        ([], "object"),
        ({"type": "string"}, "object"),
        ({"type": "object"}, "properties"),
        ({"type": "object", "properties": {"a": {"type": "nonsense"}}}, "nonsense"),
        ({"type": "object", "properties": {"a": {"type": "string", "x-sets": "ticket.level"}}}, "x-sets"),
        ({"type": "object", "properties": {"a": {"type": "integer", "x-sets": "user.password"}}}, "x-sets"),
        ({"type": "object", "properties": {"a": {"type": "object", "properties": {}}}}, "additionalProperties"),
        ({"type": "object", "properties": {}, "required": ["b"]}, "没有字段 b"),
    ],
)
def test_a_schema_that_is_no_form_is_found(schema: object, part: str) -> None:
    findings = deployment.check_form(PackFile("p", "forms", "f", "forms/f.schema.json", schema, ""))

    assert any(part in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"response": "soon", "solve": "1 h"}, "soon"),
        ({"response": "1 h"}, "solve"),
        ({"response": "0.1 s", "solve": "1 h"}, "0.1 s"),
    ],
)
def test_service_levels_that_cannot_be_computed_are_found(change: dict[str, str], part: str) -> None:
    file = next(file for file in pack_files() if file.kind == "service_levels")
    levels = [{**file.content["levels"][0], "targets": change}, *file.content["levels"][1:]]

    (finding,) = deployment.check_service_levels(replace(file, content={**file.content, "levels": levels}))
    assert part in finding.message


def test_the_chengdu_levels_are_those_of_the_contract(desk: None) -> None:
    """CD-A-L1 … CD-A-L3: 0.2/1 h, 0.5/2 h, 1/4 h."""
    levels = SlaPolicy.objects.get().rules["levels"]

    assert {level: entry["targets"] for level, entry in levels.items()} == {
        "1": {"response": 720, "solve": 3600},
        "2": {"response": 1800, "solve": 7200},
        "3": {"response": 3600, "solve": 14400},
    }
