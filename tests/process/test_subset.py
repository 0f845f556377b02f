"""The BPMN subset: what is refused at deployment, with its element and its reason in both languages."""

import re
from pathlib import Path

import pytest

from tongyun.process.engine.blueprint import compile_process
from tongyun.process.engine.document import MAX_BYTES, RefusedError

FOLDER = Path(__file__).parent / "bpmn"
OPERATIONS = {"ticket.resolve", "ticket.reopen"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.bad.bpmn")), ids=lambda path: path.name)
def test_a_process_outside_the_subset_is_refused_at_its_element(path: Path) -> None:
    text = path.read_text("utf-8")
    expected = re.match(r"<!-- expect: (\w+) ?(\S*) -->", text)
    assert expected is not None, "a bad file says what it expects in its first line"
    code, element = expected.groups()

    with pytest.raises(RefusedError) as refused:
        compile_process(text, OPERATIONS)

    found = {(reason.code, reason.element) for reason in refused.value.reasons}
    if element:
        assert (code, element) in found
    else:
        assert code in {each for each, _ in found}
    assert all(reason.zh and reason.en for reason in refused.value.reasons)
    assert not any(re.search(r"\{\w+\}", reason.zh + reason.en) for reason in refused.value.reasons)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.good.bpmn")), ids=lambda path: path.name)
def test_a_process_of_the_subset_is_accepted(path: Path) -> None:
    blueprint = compile_process(path.read_text("utf-8"), OPERATIONS)

    assert blueprint.people_steps


def test_all_reasons_come_at_once() -> None:
    text = (
        (FOLDER / "script-task.bad.bpmn").read_text("utf-8").replace('<bpmn:endEvent id="e"', '<bpmn:sendTask id="e"')
    )

    with pytest.raises(RefusedError) as refused:
        compile_process(text, OPERATIONS)

    assert {reason.element for reason in refused.value.reasons} == {"a", "e"}


def test_a_reason_names_the_element_and_its_line() -> None:
    with pytest.raises(RefusedError) as refused:
        compile_process((FOLDER / "unreachable.bad.bpmn").read_text("utf-8"), OPERATIONS)

    (reason,) = refused.value.reasons
    assert (reason.element, reason.name) == ("b", "孤岛")
    assert reason.line == 7
    assert "孤岛" in str(reason)


def test_an_oversized_file_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(RefusedError) as refused:
        compile_process("<" * (MAX_BYTES + 1), OPERATIONS)

    assert [reason.code for reason in refused.value.reasons] == ["too_large"]


def test_what_lies_between_branches_is_known_as_parallel() -> None:
    blueprint = compile_process((FOLDER / "parallel.good.bpmn").read_text("utf-8"), OPERATIONS)

    assert blueprint.graph.parallel_region == {"b", "c"}


def test_the_engine_sees_only_what_was_judged() -> None:
    smuggled = (
        "<bpmn:extensionElements>"
        '<bpmn:sequenceFlow id="hidden" sourceRef="s" targetRef="e" />'
        '<bpmn:boundaryEvent id="trap" attachedToRef="a"><bpmn:signalEventDefinition /></bpmn:boundaryEvent>'
        "</bpmn:extensionElements>"
    )
    text = (FOLDER / "line.good.bpmn").read_text("utf-8")
    text = text.replace('<bpmn:userTask id="a" name="步骤" />', f'<bpmn:userTask id="a">{smuggled}</bpmn:userTask>')
    assert "hidden" in text

    blueprint = compile_process(text, OPERATIONS)

    assert {"hidden", "trap"}.isdisjoint(blueprint.spec.task_specs)
    assert blueprint.graph.successors == {"s": ("a",), "a": ("e",), "e": ()}
