"""What a phone number, a mail address and a readable text look like."""

import re
import unicodedata

PHONE = re.compile(r"\+?\d(?:[\d \-()转,]{2,28})\d")
MAIL = re.compile(r"[^\s@<>\"',;:]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9\-.]{0,180})\.[A-Za-z]{2,24}")


def is_phone(text: str) -> bool:
    """A mobile or fixed number, with area code, country code or extension."""
    return PHONE.fullmatch(text) is not None


def is_mail(text: str) -> bool:
    """A mail address of a usual form."""
    return MAIL.fullmatch(text) is not None and "*" not in text


def unprintable(text: str) -> bool:
    """Whether a one-line text holds control or direction marks, which make a name look like another."""
    return any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for character in text)
