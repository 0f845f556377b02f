#!/usr/bin/env python3
"""Check an export or an archive of the audit trail without the platform: `python3 verify_audit.py FOLDER`.

Needs Python 3.8 and its own library, nothing else; for a signature by Ed25519 also the `openssl` program (1.1.1 or
newer), for one by SM2 not even that. This very file goes into each export, and the platform itself takes its definition
of a link from it, so there is one truth.

A link's digest is the SM3 (GB/T 32905-2016) of its fields, in the order of FIELDS, joined by U+001F. No field holds
that character. `previous` is the digest of the link before it, so whoever changes a link must change all that follow.
"""

import base64
import csv
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

SEPARATOR = "\x1f"
FIELDS = (
    "stream",
    "seq",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "ip",
    "request_id",
    "action",
    "target_kind",
    "target_id",
    "target_label",
    "delta",
    "previous",
)
SEPARATORS = len(FIELDS) - 1

CHANGED = "内容被改动"
MISSING = "缺少记录"
UNLINKED = "与上一条记录不衔接"
REPEATED = "序号重复或次序颠倒"
COUNTED = "条数与清单不符"
FILE_CHANGED = "文件与清单不符"
UNSIGNED = "签名无效"


def link_digest(body: bytes) -> str:
    """The digest of a link whose fields are joined already; empty, which equals no digest, when a field was forged."""
    return sm3(body) if body.count(SEPARATOR.encode()) == SEPARATORS else ""


def link_digests(bodies: "Iterable[bytes]") -> "list[str]":
    """The digests of many links as of one, in a third of the time, for whoever has counted their fields already."""
    if not _HAS_NATIVE:
        return [sm3_in_python(body) for body in bodies]
    found = []
    for body in bodies:
        digest = _EMPTY.copy()
        digest.update(body)
        found.append(digest.hexdigest())
    return found


def digest_of(row: "dict[str, Any]") -> str:
    """The digest that a link must carry, from its fields."""
    if str(row.get("form", "2")) == "1":
        return sm3(first_form(row).encode())
    return link_digest(SEPARATOR.join(str(row[name]) for name in FIELDS).encode())


def first_form(row: "dict[str, Any]") -> str:
    """What was hashed of links written before version 2 of the form: canonical JSON of the same fields."""
    moment = f"{datetime.fromisoformat(row['at'] + '+00:00').timestamp():.6f}"
    changed = {"seq": int(row["seq"]), "at": moment, "delta": json.loads(row["delta"])}
    fields = [changed.get(name, row[name]) for name in FIELDS]
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def broken_links(
    rows: "Iterable[dict[str, Any]]", *, whole: bool = True, first: int = 0, previous: str = ""
) -> "Iterator[tuple[int, str]]":
    """Everything that does not hold in rows of one stream, as (seq, reason).

    `whole` rows follow each other without a gap, from `first` on whose predecessor has the digest `previous`; rows that
    a filter chose are only looked at one by one.
    """
    expected = first
    for row in rows:
        seq = int(row["seq"])
        if digest_of(row) != row["digest"]:
            yield seq, CHANGED
        if whole and seq > expected:
            yield expected, MISSING
        elif whole and seq < expected:
            yield seq, REPEATED
        elif whole and row["previous"] != previous:
            yield seq, UNLINKED
        expected, previous = seq + 1, row["digest"]


# --- SM3 -------------------------------------------------------------------------------------------------------------


def sm3(data: bytes) -> str:
    """SM3 in hex: by OpenSSL where this Python's has it, else by the pages below (a thousand times slower)."""
    return _native(data) if _HAS_NATIVE else sm3_in_python(data)


def _native(data: bytes) -> str:
    digest = _EMPTY.copy()
    digest.update(data)
    return digest.hexdigest()


def _native_is_there() -> bool:
    try:
        hashlib.new("sm3")
    except ValueError:
        return False
    return True


_HAS_NATIVE = _native_is_there()
_EMPTY = hashlib.new("sm3") if _HAS_NATIVE else hashlib.sha256()
_WORD = 0xFFFFFFFF
_START = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)


def _turn(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & _WORD


def sm3_in_python(data: bytes) -> str:
    """GB/T 32905-2016, 5: pad to blocks of 64 bytes, then fold them into eight words."""
    padded = data + b"\x80" + b"\x00" * ((55 - len(data)) % 64) + (len(data) * 8).to_bytes(8, "big")
    state: tuple[int, ...] = _START
    for at in range(0, len(padded), 64):
        state = _fold(state, padded[at : at + 64])
    return "".join(f"{word:08x}" for word in state)


def _fold(state: "tuple[int, ...]", block: bytes) -> "tuple[int, ...]":
    w = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 64, 4)]
    for j in range(16, 68):
        mixed = w[j - 16] ^ w[j - 9] ^ _turn(w[j - 3], 15)
        w.append(mixed ^ _turn(mixed, 15) ^ _turn(mixed, 23) ^ _turn(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        constant = 0x79CC4519 if j < 16 else 0x7A879D8A
        ss1 = _turn((_turn(a, 12) + e + _turn(constant, j)) & _WORD, 7)
        ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
        tt1 = (ff + d + (ss1 ^ _turn(a, 12)) + (w[j] ^ w[j + 4])) & _WORD
        tt2 = (gg + h + ss1 + w[j]) & _WORD
        a, b, c, d = tt1, a, _turn(b, 9), c
        e, f, g, h = tt2 ^ _turn(tt2, 9) ^ _turn(tt2, 17), e, _turn(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h)))  # noqa: B905 - Python 3.8 has no strict


# --- SM2 -------------------------------------------------------------------------------------------------------------

#: GB/T 32918.5-2017: the curve, its base point, and who signs when nobody says who (GB/T 35276).
SM2_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
SM2_A = SM2_P - 3
SM2_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
SM2_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
SM2_G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
SM2_IDENTITY = b"1234567812345678"
#: What stands before the two coordinates in a public key file (SubjectPublicKeyInfo of sm2p256v1, uncompressed).
SM2_PUBLIC = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")


def sm2_message(point: "tuple[int, int]", data: bytes) -> int:
    """What is signed instead of the data: their digest together with that of the signer (GB/T 32918.2, 5.5 and 6.1)."""
    numbers = b"".join(each.to_bytes(32, "big") for each in (SM2_A, SM2_B, *SM2_G, *point))
    identity = sm3((len(SM2_IDENTITY) * 8).to_bytes(2, "big") + SM2_IDENTITY + numbers)
    return int(sm3(bytes.fromhex(identity) + data), 16)


def sm2_holds(point: "tuple[int, int]", data: bytes, r: int, s: int) -> bool:
    """Whether (r, s) signs the data by the key of this point (GB/T 32918.2, 7.1)."""
    t = (r + s) % SM2_N
    if not (0 < r < SM2_N and 0 < s < SM2_N and t) or not _on_curve(point):
        return False
    found = _added(sm2_times(s, SM2_G), sm2_times(t, point))
    return found is not None and (sm2_message(point, data) + found[0]) % SM2_N == r


def sm2_times(count: int, point: "tuple[int, int]") -> "tuple[int, int] | None":
    """The point added to itself that often, less than 2^256 times; None is the point at infinity."""
    total = None
    for multiples in _multiples(point):
        total = _added(total, multiples[count & 0xFF])
        count >>= 8
    return total


@lru_cache(maxsize=8)
def _multiples(point: "tuple[int, int]") -> "list[list[tuple[int, int] | None]]":
    """For each byte of a number the 256 multiples it may stand for; made once a key, so a check is sixty additions."""
    rows = []
    base: tuple[int, int] | None = point
    for _ in range(32):
        row: list[tuple[int, int] | None] = [None]
        for _ in range(255):
            row.append(_added(row[-1], base))
        rows.append(row)
        base = _added(row[-1], base)
    return rows


def _added(one: "tuple[int, int] | None", other: "tuple[int, int] | None") -> "tuple[int, int] | None":
    if one is None or other is None:
        return other if one is None else one
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % SM2_P == 0:
        return None
    if one == other:
        slope = (3 * x1 * x1 + SM2_A) * pow(2 * y1, -1, SM2_P)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, SM2_P)
    x = (slope * slope - x1 - x2) % SM2_P
    return x, (slope * (x1 - x) - y1) % SM2_P


def _on_curve(point: "tuple[int, int]") -> bool:
    x, y = point
    return 0 <= x < SM2_P and 0 <= y < SM2_P and (y * y - x * x * x - SM2_A * x - SM2_B) % SM2_P == 0


def sm2_point(pem: str) -> "tuple[int, int] | None":
    """The public key of a PEM file; None when it is not one of SM2."""
    body = base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-")))
    if not body.startswith(SM2_PUBLIC) or len(body) != len(SM2_PUBLIC) + 64:
        return None
    return int.from_bytes(body[-64:-32], "big"), int.from_bytes(body[-32:], "big")


def sm2_numbers(signature: bytes) -> "tuple[int, int]":
    """r and s of a signature file (DER, as OpenSSL and GB/T 35276 write it); zeros, which hold nothing, of another."""
    numbers: list[int] = []
    at = 2
    while len(numbers) < 2:
        if at + 2 > len(signature) or signature[0] != 0x30 or signature[at] != 0x02:
            return 0, 0
        end = at + 2 + signature[at + 1]
        numbers.append(int.from_bytes(signature[at + 2 : end], "big"))
        at = end
    return (numbers[0], numbers[1]) if at == len(signature) else (0, 0)


# --- Folders ---------------------------------------------------------------------------------------------------------


def read_rows(path: Path) -> "Iterator[dict[str, Any]]":
    """The links of a .jsonl, .jsonl.gz or .csv file, one at a time."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as table:
            for row in csv.DictReader(table):
                yield {name: _unguarded(value) for name, value in row.items()}
    elif path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as packed:
            yield from map(json.loads, packed)
    else:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _unguarded(value: str) -> str:
    """A cell as it was before the export put an apostrophe before what a spreadsheet would take for a formula."""
    return value[1:] if value[:1] == "'" and value[1:2] in "=+-@\t\r'" else value


def file_digest(path: Path) -> str:
    """SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


def signature_holds(folder: Path, name: str) -> "bool | None":
    """Whether `name`.sig signs the file by the key in audit-public.pem (SM2 or Ed25519); None when nobody can tell."""
    point = sm2_point((folder / "audit-public.pem").read_text())
    if point is not None:
        numbers = sm2_numbers((folder / f"{name}.sig").read_bytes())
        return sm2_holds(point, (folder / name).read_bytes(), *numbers)
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    command = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", str(folder / "audit-public.pem"), "-rawin"]
    command += ["-in", str(folder / name), "-sigfile", str(folder / f"{name}.sig")]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def check_folder(folder: Path) -> "tuple[list[str], list[str]]":
    """All findings and all remarks about an export or an archive."""
    findings: list[str] = []
    remarks: list[str] = []
    signed = signature_holds(folder, "manifest.json")
    if signed is None:
        remarks.append("没有 openssl 程序，清单的签名未校验")
    elif not signed:
        findings.append(f"manifest.json：{UNSIGNED}")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest["files"]:
        path = folder / entry["name"]
        if not path.is_file() or file_digest(path) != entry["sha256"]:
            findings.append(f"{entry['name']}：{FILE_CHANGED}")
        if path.is_file():
            findings += [f"{entry['name']} 第 {seq} 条：{reason}" for seq, reason in _of_file(path, entry)]
    if not manifest["complete"]:
        remarks.append("按条件导出：逐条校验，不能说明条件之外没有记录")
    return findings, remarks


def _of_file(path: Path, entry: "dict[str, Any]") -> "Iterator[tuple[int, str]]":
    count, last = 0, ""

    def counted() -> "Iterator[dict[str, Any]]":
        nonlocal count, last
        for row in read_rows(path):
            count, last = count + 1, row["digest"]
            yield row

    yield from broken_links(counted(), whole=entry["whole"], first=entry["first_seq"], previous=entry["previous"])
    if count != entry["rows"] or last != entry["last_digest"]:
        yield entry["last_seq"], COUNTED


def main(arguments: "list[str]") -> int:
    """Print what was found; exit code 1 when anything was."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "manifest.json").is_file():
        sys.stderr.write("用法：python3 verify_audit.py 导出目录（其中有 manifest.json）\n")
        return 2
    findings, remarks = check_folder(Path(arguments[0]))
    for line in [*findings, *remarks]:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write("完整\n" if not findings else f"发现 {len(findings)} 处问题\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
