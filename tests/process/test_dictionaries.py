"""Forms that let people choose from a data dictionary."""

from typing import Any

import pytest

from tongyun.kernel.contracts import Invalid, PackFile
from tongyun.kernel.models import Dictionary, DictionaryEntry
from tongyun.process import forms
from tongyun.process.services.deployment import apply_form

pytestmark = pytest.mark.django_db

FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "places": {"type": "array", "items": {"type": "string", "x-dictionary": "place"}},
        "more": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"place": {"type": "string", "x-dictionary": "place"}},
        },
    },
}


@pytest.fixture
def places() -> None:
    held = Dictionary.objects.create(key="place", title="地点")
    DictionaryEntry.objects.create(dictionary=held, code="a", title="一号机房")
    DictionaryEntry.objects.create(dictionary=held, code="b", title="二号机房", enabled=False)


def test_an_answer_is_an_entry_that_can_be_chosen(places: None) -> None:
    forms.check(FORM, {"places": ["a"], "more": {"place": "a"}})
    with pytest.raises(Invalid) as error:
        forms.check(FORM, {"places": ["a", "b"], "more": {"place": "c"}})
    assert {field.path: field.message for field in error.value.fields} == {
        "/places/1": "“二号机房”已停用或不在有效期内",
        "/more/place": "数据字典“地点”中没有这一项",
    }


def test_a_form_of_an_unknown_dictionary_is_not_deployed() -> None:
    with pytest.raises(Invalid, match="place"):
        apply_form(PackFile("trial", "forms", "x", "forms/x.schema.json", FORM, ""))
