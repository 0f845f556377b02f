"""What the trail says of a change: every field with its type, nothing secret or personal in clear."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyun.kernel.services.audit import declare_sensitive, delta
from tongyun.kernel.services.audit.deltas import encode

VALUES = st.one_of(st.none(), st.booleans(), st.integers(-100, 100), st.text(alphabet="甲乙ab 1", max_size=5))
STATES = st.dictionaries(st.text(alphabet="甲xy", max_size=3), VALUES, max_size=6)


@given(before=STATES, after=STATES)
def test_a_delta_turns_before_into_after(before, after) -> None:
    changed = delta(before, after)
    rebuilt = {key: value for key, value in before.items() if key not in changed or "new" in changed[key]}
    rebuilt |= {key: sides["new"] for key, sides in changed.items() if "new" in sides}
    assert rebuilt == after
    assert all(
        sides.get("old") != sides.get("new") or ("old" in sides) != ("new" in sides) for sides in changed.values()
    )


def test_each_field_has_its_type() -> None:
    identity = UUID("01890000-0000-7000-8000-000000000000")
    after = {
        "name": "甲",
        "level": 1,
        "on": True,
        "at": datetime(2026, 1, 1, tzinfo=UTC),
        "who": identity,
        "tags": {"b", "a"},
        "more": {"n": 1.0},
    }
    told = delta({"name": "乙"}, after)
    assert {key: sides["type"] for key, sides in told.items()} == {
        "name": "text",
        "level": "number",
        "on": "boolean",
        "at": "moment",
        "who": "reference",
        "tags": "list",
        "more": "object",
    }
    assert told["name"] == {"type": "text", "old": "乙", "new": "甲"}
    assert told["tags"] == {"type": "list", "new": ["a", "b"]}
    assert delta({"gone": 1}, {}) == {"gone": {"type": "number", "old": 1}}


@pytest.mark.parametrize(
    "state",
    [
        {"password": "Correct-Horse-9"},
        {"api_key": "Correct-Horse-9"},
        {"smtp": {"host": "mail", "password": "Correct-Horse-9"}},
        {"accounts": [{"token": "Correct-Horse-9"}]},
        {"口令": "Correct-Horse-9"},
    ],
)
def test_a_secret_never_stands_in_the_trail(state) -> None:
    told = encode(delta({}, state))
    assert "Horse" not in told
    assert "******" in told


@pytest.mark.parametrize(
    ("state", "hidden", "shown"),
    [
        ({"phone": "13812345678"}, "1234567", "138****5678"),
        ({"mail": "zhangsan@example.cn"}, "zhangsan", "z***@example.cn"),
        ({"id_card": "510104199003071234"}, "19900307", "510104********1234"),
        ({"home_address": "成都市武侯区天府大道1号"}, "武侯", "****"),
        ({"note": "请打 13812345678 找他"}, "1234567", "请打 138****5678 找他"),
        ({"contacts": [{"name": "李", "phone": "028-87654321"}]}, "87654321", "028-****4321"),
    ],
)
def test_personal_data_are_masked_wherever_they_stand(state, hidden: str, shown: str) -> None:
    told = encode(delta({}, state))
    assert hidden not in told
    assert shown in told


def test_what_changed_under_the_mask_is_still_told() -> None:
    assert delta({"phone": "13811115678"}, {"phone": "13822225678"})["phone"] == {
        "type": "personal",
        "old": "138****5678",
        "new": "138****5678",
    }


def test_a_room_may_declare_what_else_is_sensitive() -> None:
    declare_sensitive("bank", secret=True)
    assert delta({}, {"bank": "6222000011112222"})["bank"] == {"type": "secret", "new": "******"}


def test_numbers_that_only_look_like_phones_stay() -> None:
    state = {"digest": "a13812345678b", "id": "01890000-0000-7000-8000-138123456789", "bytes": 17179869184}
    assert {key: sides["new"] for key, sides in delta({}, state).items()} == state


def test_a_long_text_is_cut_and_says_so() -> None:
    assert delta({}, {"script": "x" * 5000})["script"]["new"].endswith("（共 5000 字）")
