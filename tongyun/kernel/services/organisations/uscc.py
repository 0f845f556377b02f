"""统一社会信用代码 (GB 32100-2015): eighteen characters, the last one checks the others."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def is_uscc(text: str) -> bool:
    """Whether a text is a code whose check character is right."""
    if len(text) != 18 or any(character not in ALPHABET for character in text):
        return False
    return check_character(text[:17]) == text[17]


def check_character(body: str) -> str:
    """The eighteenth character for the first seventeen."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]
