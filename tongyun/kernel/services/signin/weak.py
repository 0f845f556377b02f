"""Passwords that everybody tries first, also in disguise: P@ssw0rd123, Admin@2026, 1qaz@WSX."""

import gzip
from functools import cache
from pathlib import Path

from django.contrib.auth import password_validation

#: What the list of Django, made from English leaks, does not know and Chinese administrators do.
WORDS = """
admin administrator root system guest manager operator tongyun yunwei huawei inspur hikvision dahua
woaini woaiwojia zhongguo zhengfu dashuju abcabc aaabbb
1qaz 2wsx 3edc 1qaz2wsx 1qaz2wsx3edc 2wsx1qaz qazwsx qwertyuiop asdfghjkl zxcvbnm qweasd qweasdzxc p@ssw0rd
"""
DISGUISE = str.maketrans("@4831!0$57", "aabeiiosst")
#: The digits row with shift held down.
SHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
#: With so many further characters around it a common word is no longer guessed first.
MAX_AROUND = 8


def is_weak(password: str) -> bool:
    """Whether the password is a common one, or a common one with letters replaced and little around it."""
    plain = password.lower()
    common = _common()
    if plain in common or len(set(plain)) < 5:
        return True
    candidates = {plain, plain.translate(DISGUISE), plain.translate(SHIFTED), "".join(c for c in plain if c.isalnum())}
    for candidate in candidates:
        core = candidate.strip("0123456789!@#$%^&*()_+-=.,?~ ")
        if candidate in common or (len(core) >= 4 and core in common and len(plain) - len(core) <= MAX_AROUND):
            return True
    return False


@cache
def _common() -> frozenset[str]:
    with gzip.open(
        Path(password_validation.__file__).parent / "common-passwords.txt.gz", "rt", encoding="utf-8"
    ) as lines:
        return frozenset(WORDS.split()) | frozenset(line.strip() for line in lines)
