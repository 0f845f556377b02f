"""Free space between what is taken, against counting every address of small prefixes."""

from ipaddress import IPv4Network, ip_address, ip_network
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyun.inventory.addressing.space import (
    free_spans,
    largest_aligned,
    next_aligned,
    next_free,
    together,
)
from tongyun.inventory.addressing.texts import (
    UnreadableError,
    address_of,
    key_of,
    read_address,
    read_network,
    read_seen,
)

SMALL = st.integers(23, 32).flatmap(
    lambda length: st.integers(0, (1 << 32) - 1).map(lambda number: ip_network((number, length), strict=False))
)


@st.composite
def a_prefix_and_what_is_taken(draw: st.DrawFn) -> tuple[IPv4Network, list[tuple[int, int]]]:
    whole = draw(SMALL)
    first, last = int(whole[0]), int(whole[-1])
    ends = st.integers(first - 3, last + 3)
    spans = draw(st.lists(st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair))), max_size=8))
    return whole, sorted(spans)


@settings(max_examples=150, deadline=None)
@given(a_prefix_and_what_is_taken(), st.integers(0, 6), st.integers(1, 5))
def test_free_space_is_what_counting_finds(
    case: tuple[IPv4Network, list[tuple[int, int]]], bits: int, count: int
) -> None:
    whole, taken = case
    within = int(whole[0]), int(whole[-1])
    free = [int(each) for each in whole if not any(first <= int(each) <= last for first, last in taken)]
    gaps = list(free_spans(within, together(taken[::2], taken[1::2])))
    assert [number for first, last in gaps for number in range(first, last + 1)] == free
    assert all(before[1] + 1 < after[0] for before, after in pairwise(gaps)), "gaps do not touch"
    assert next_free(gaps, count) == free[:count]
    size, there = 1 << bits, set(free)
    aligned = [
        begin
        for begin in range(within[0] - within[0] % size, within[1] + 1, size)
        if all(begin + step in there for step in range(size))
    ]
    assert next_aligned(gaps, size, count) == aligned[:count]
    for gap in gaps:
        largest = largest_aligned(gap)
        assert next_aligned([gap], largest, 1)
        assert not next_aligned([gap], largest * 2, 1)


def test_a_slash_8_and_a_slash_64_are_not_gone_through() -> None:
    for text in ("10.0.0.0/8", "2001:db8::/64", "::/0"):
        whole = ip_network(text)
        within = int(whole[0]), int(whole[-1])
        gaps = list(free_spans(within, [(within[0], within[0] + 1)]))
        assert next_free(gaps, 2) == [within[0] + 2, within[0] + 3]
        assert next_aligned(gaps, 256, 1) == [within[0] + 256]


@given(st.lists(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)), min_size=2, max_size=2))
def test_keys_sort_as_addresses_do(pair: list) -> None:
    keys = [key_of(each) for each in pair]
    assert [address_of(key) for key in keys] == pair
    assert (keys[0] < keys[1]) == ((pair[0].version, int(pair[0])) < (pair[1].version, int(pair[1])))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("10.20.30.1/24", "主机位不为零，网段应为 10.20.30.0/24"),
        ("2001:db8::1/64", "网段应为 2001:db8::/64"),
        ("10.20.30.0", "须写明前缀长度"),
        ("10.20.30.0/33", "不能超过 32"),
        ("10.20.30.0/024", "前导零"),
        ("10.20.30.0/255.255.255.0", "整数"),
        ("10.20.030.0/24", "前导零"),
        ("10.20.30/24", "不是有效的 IP 地址"),
        ("::ffff:10.0.0.0/120", "请写为 10.0.0.0"),
        ("fe80::%eth0/64", "接口标识"),
        ("１0.0.0.0/8", "不是有效的 IP 地址"),
        ("10.0.0.0/８", "整数"),
        ("10.0.0.0/-1", "整数"),
        ("10.0.0.0/8/8", "整数"),
        ("0" * 70 + "/8", "不是有效的 IP 地址"),
        ("", "须写明前缀长度"),
    ],
)
def test_a_hostile_prefix_is_refused_in_words(text: str, word: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_network(text)
    assert word in str(refused.value) or (not text and str(refused.value))


def test_machines_report_addresses_in_their_own_ways() -> None:
    assert read_seen("10.1.2.3/24") == ip_address("10.1.2.3")
    assert read_seen("::ffff:10.1.2.3") == ip_address("10.1.2.3")
    assert read_seen("2001:db8::1%eth0") == ip_address("2001:db8::1")
    assert [read_seen(text) for text in ("127.0.0.1", "fe80::1%eth0", "::", "224.0.0.1", "eth0", "")] == [None] * 6
    assert read_address(" 10.1.2.3 ") == ip_address("10.1.2.3")
