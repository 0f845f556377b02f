"""Passwords are kept as slow salted hashes, and old hashes go on working."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password

from tests.conftest import SHIPPED_HASHERS
from tongyun.kernel.models import User


@pytest.fixture(autouse=True)
def _shipped(settings) -> None:
    settings.PASSWORD_HASHERS = SHIPPED_HASHERS


def test_a_password_is_hashed_slowly_and_with_salt() -> None:
    one, other = User(username="a"), User(username="b")
    one.set_password("Correct-Horse-9")
    other.set_password("Correct-Horse-9")
    assert identify_hasher(one.password).algorithm == "scrypt"
    assert one.password != other.password
    assert one.has_password("Correct-Horse-9")
    assert not one.has_password("correct-horse-9")


def test_an_older_hash_still_opens() -> None:
    user = User(username="a", password=make_password("Correct-Horse-9", hasher="pbkdf2_sha256"))
    assert user.has_password("Correct-Horse-9")
