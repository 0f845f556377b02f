"""Evidence is signed by Ed25519, or by SM2 when the national algorithms are switched on; OpenSSL agrees on both."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.kernel.test_signin import set_policy
from tongyun.kernel.services.audit import signing, standalone
from tongyun.kernel.services.audit.signing_keys import Sm2Key, new_key, read_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path: Path) -> None:
    settings.TONGYUN = replace(settings.TONGYUN, data=tmp_path)


@pytest.fixture(params=[False, True], ids=["ed25519", "sm2"])
def national(request) -> bool:
    set_policy("cryptography", national=request.param)
    return bool(request.param)


def test_what_was_signed_holds_and_nothing_else_does(national: bool) -> None:
    key, signature = signing.sign("原文")
    assert len(signature) == 128
    assert signing.holds("原文", key, signature)
    assert not signing.holds("原文 ", key, signature)
    assert not signing.holds("原文", key, signature[:-2] + ("00" if signature[-2:] != "00" else "01"))
    assert not signing.holds("原文", "0" * 16, signature)
    assert not signing.holds("原文", key, "zz")


def test_turning_the_switch_makes_a_key_of_that_kind_and_the_old_signatures_hold() -> None:
    before = signing.sign("原文")
    set_policy("cryptography", national=True)
    after = signing.sign("原文")
    assert (before[0] == after[0], signing.algorithm()) == (False, "SM2")
    assert signing.sign("原文")[0] == after[0]
    set_policy("cryptography", national=False)
    assert signing.sign("原文")[0] == before[0]
    assert signing.holds("原文", *before)
    assert signing.holds("原文", *after)


def test_openssl_and_the_program_for_the_auditor_check_the_file(national: bool, tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    file.write_bytes(b'{"made": "here"}')
    signing.sign_file(file)
    (tmp_path / "audit-public.pem").write_text(signing.public_pem())
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(tmp_path / "audit-public.pem"), "-rawin"]
    command += ["-in", str(file), "-sigfile", str(tmp_path / "manifest.json.sig")]
    if national:
        command += ["-digest", "sm3", "-pkeyopt", f"distid:{standalone.SM2_IDENTITY.decode()}"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert standalone.signature_holds(tmp_path, "manifest.json")
    file.write_bytes(b'{"made": "there"}')
    assert not standalone.signature_holds(tmp_path, "manifest.json")


def test_openssl_reads_the_private_key_and_signs_what_we_check(tmp_path: Path) -> None:
    key = new_key(national=True)
    assert isinstance(key, Sm2Key)
    assert read_key(key.pem()) == key
    (tmp_path / "key.pem").write_bytes(key.pem())
    (tmp_path / "text").write_bytes(b"evidence")
    command = ["openssl", "pkeyutl", "-sign", "-inkey", str(tmp_path / "key.pem"), "-rawin", "-digest", "sm3"]
    command += ["-pkeyopt", f"distid:{standalone.SM2_IDENTITY.decode()}", "-in", str(tmp_path / "text")]
    made = subprocess.run(command, capture_output=True, check=True).stdout
    assert standalone.sm2_holds(key.point, b"evidence", *standalone.sm2_numbers(made))
    assert not standalone.sm2_holds(key.point, b"evidence!", *standalone.sm2_numbers(made))


@pytest.mark.parametrize(
    "made", [b"", b"\x30", b"\x30\x06\x02\x01\x00\x02\x01\x00", b"\x31\x06\x02\x01\x01\x02\x01\x01", b"0" * 70]
)
def test_a_forged_signature_file_holds_nothing(made: bytes) -> None:
    key = new_key(national=True)
    assert isinstance(key, Sm2Key)
    assert not standalone.sm2_holds(key.point, b"evidence", *standalone.sm2_numbers(made))
