"""What is left of personal data behind a mask."""

import pytest

from tongyun.kernel.contracts.personal import is_masked, mask, unmasked


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
