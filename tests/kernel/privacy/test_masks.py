"""What is left of personal data behind a mask."""

import pytest

from tongyun.kernel.contracts.personal import is_masked, mask, unmasked
from tongyun.kernel.services.audit.deltas import plain
from tongyun.kernel.services.privacy import without_personal


@pytest.mark.parametrize(
    ("kind", "text", "seen"),
    [
        ("phone", "13812345678", "138****5678"),
        ("phone", "+86 13812345678", "+86****5678"),
        ("phone", "028-85551234", "028-****1234"),
        ("phone", "85551234", "****1234"),
        ("phone", "12345", "****"),
        ("phone", "", ""),
        ("mail", "zhangwei@example.gov.cn", "z***@example.gov.cn"),
        ("mail", "broken", "****"),
        ("id_number", "510104199001011234", "510104********1234"),
        ("id_number", "A1234567", "****"),
    ],
)
def test_a_mask_leaves_enough_to_tell_two_apart(kind: str, text: str, seen: str) -> None:
    assert mask(kind, text) == seen
    assert is_masked(mask(kind, text)) == bool(text)


def test_what_comes_back_masked_is_what_was_kept() -> None:
    assert unmasked("phone", "138****5678", "13812345678") == "13812345678"
    assert unmasked("phone", "138****0000", "13812345678") == "138****0000"
    assert unmasked("phone", "", "13812345678") == ""
    assert unmasked("mail", "new@example.cn", "old@example.cn") == "new@example.cn"


def test_the_trail_and_the_pages_show_personal_data_alike() -> None:
    state = {
        "phone": "13812345678",
        "landline": "028-85551234",
        "contacts": [{"mail": "zhangwei@example.gov.cn", "id_card": "510104199001011234", "birthday": "1990-01-01"}],
        "手机": "12345",
        "住址": "成都市武侯区",
        "name": "张伟",
    }
    assert plain(state) == without_personal(state)
    assert without_personal(state)["contacts"][0]["birthday"] == "****"
