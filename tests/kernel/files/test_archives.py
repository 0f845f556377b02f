"""Archives that would unpack to too much, too many or too deep."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.kernel.files.conftest import Upload, contents, docx, rule, zipped
from tongyun.kernel.models import StoredFile

pytestmark = pytest.mark.django_db

ZEROS = b"\0" * (80 << 20)


def nested(levels: int) -> bytes:
    """A text in so many archives, one in the other."""
    made = zipped({"text.txt": b"x"})
    for _ in range(levels):
        made = zipped({"inner.zip": made})
    return made


def tarred(content: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("inner")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def encrypted() -> bytes:
    """A ZIP whose entry says that it is encrypted."""
    raw = bytearray(zipped({"a.txt": b"x"}, zipfile.ZIP_STORED))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


@pytest.fixture
def refused(upload: Upload, storage: Path):
    def check(name: str, content: bytes, code: str) -> None:
        answer = upload(name, content)
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.content
        assert contents(storage) == []
        assert not StoredFile.objects.exists()

    return check


def test_bombs_are_refused(refused) -> None:
    refused("zip.zip", zipped({"zeros": ZEROS}), "archive_bomb")
    refused("gz.gz", gzip.compress(ZEROS), "archive_bomb")
    refused("docx.docx", docx(**{"word/media/zeros": ZEROS}), "archive_bomb")
    refused("inner.zip", zipped({"inner.gz": gzip.compress(ZEROS)}, zipfile.ZIP_STORED), "archive_bomb")
    refused("tgz.tgz", gzip.compress(tarred(gzip.compress(ZEROS))), "archive_bomb")


def with_header(size: int, *members: bytes, value: str = "x", globally: bool = False) -> bytes:
    """A tar with a pax header of so many bytes before its members."""
    out, header = io.BytesIO(), {"comment": value * size}
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers=header if globally else {}) as made:
        for number, content in enumerate(members):
            member = tarfile.TarInfo(f"{number}.txt")
            member.size, member.pax_headers = len(content), {} if globally else header
            made.addfile(member, io.BytesIO(content))
    return out.getvalue()


def test_headers_are_no_way_to_fill_the_memory(refused) -> None:
    refused("pax.tgz", gzip.compress(with_header(40 << 20, b"x")), "archive_bomb")
    refused("all.tgz", gzip.compress(with_header(40 << 20, b"x", globally=True)), "archive_bomb")
    rule(entries=20)
    refused("sum.tgz", gzip.compress(with_header(20 << 10, *[b"x"] * 10)), "archive_bomb")
    listed = io.BytesIO()
    with zipfile.ZipFile(listed, "w") as made:
        for number in range(18):
            entry = zipfile.ZipInfo(f"{number}.txt")
            entry.comment = b"x" * 60_000
            made.writestr(entry, b"x")
    refused("list.zip", listed.getvalue(), "archive_bomb")
    refused("inner.tgz", gzip.compress(tarred(listed.getvalue())), "archive_bomb")


def test_a_header_of_digits_does_not_hold_the_platform_up(refused) -> None:
    refused("digits.tgz", gzip.compress(with_header(60_000, b"x", value="7")), "bad_archive")


def test_usual_headers_are_taken(upload: Upload) -> None:
    members = [b"x" * 2000] * 50
    assert upload("names.tgz", gzip.compress(with_header(3000, *members))).status_code == 201
    assert upload("git.tgz", gzip.compress(with_header(40, *members, globally=True))).status_code == 201


def test_a_bomb_behind_a_few_bytes_is_no_archive(refused) -> None:
    """Programs that unpack find a ZIP from its end; whoever looks at the beginning alone would see none."""
    refused("hidden.zip", b"PK, a note" + zipped({"zeros": ZEROS}), "file_type_mismatch")
    refused("hidden.docx", b"PK, a note" + docx(**{"word/media/zeros": ZEROS}), "file_type_mismatch")


def test_a_bomb_in_a_tar_of_which_a_gzip_first_holds_a_byte(refused) -> None:
    tar = tarred(zipped({"zeros": ZEROS}))
    refused("parts.tgz", gzip.compress(tar[:1]) + gzip.compress(tar[1:]), "archive_bomb")


def test_what_is_dense_but_small_is_taken(upload: Upload) -> None:
    assert upload("logs.zip", zipped({"log": b"\0" * (10 << 20)})).status_code == 201


def test_the_unpacked_size_is_bounded_however_loose_the_packing(refused) -> None:
    rule(unpacked_mib=1)
    refused("a.zip", zipped({"a": bytes(range(256)) * 5000}, zipfile.ZIP_STORED), "archive_bomb")


def test_too_many_entries_are_refused(refused) -> None:
    rule(entries=20)
    refused("many.zip", zipped({f"{n}.txt": b"" for n in range(21)}), "archive_too_many")
    refused("spread.zip", zipped({f"{n}.zip": zipped({"a": b"", "b": b""}) for n in range(8)}), "archive_too_many")


def test_archives_in_archives_end_somewhere(refused, upload: Upload) -> None:
    assert upload("three.zip", nested(3)).status_code == 201
    StoredFile.objects.all().delete()
    assert upload("x.tar", tarred(nested(2))).status_code == 201
    rule(depth=2)
    StoredFile.objects.all().delete()
    answer = upload("three.zip", nested(3))
    assert answer.json()["code"] == "archive_too_deep"
    assert upload("x.tar", tarred(nested(2))).json()["code"] == "archive_too_deep"


def test_an_encrypted_archive_is_only_taken_when_an_administrator_allows_it(refused, upload: Upload) -> None:
    refused("secret.zip", encrypted(), "archive_encrypted")
    rule(encrypted=True)
    assert upload("secret.zip", encrypted()).status_code == 201


@pytest.mark.parametrize("cut", [60, 100])
def test_a_broken_archive_is_refused(refused, cut: int) -> None:
    refused("cut.zip", zipped({"a.txt": b"hello" * 100, "b.txt": b"x"})[:cut], "bad_archive")


def test_a_lie_about_the_inner_size_does_not_help(refused) -> None:
    raw = bytearray(zipped({"inner.gz": gzip.compress(ZEROS)}))
    at = raw.index(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
    refused("lie.zip", bytes(raw), "bad_archive")
