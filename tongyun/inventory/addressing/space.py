"""Room between what is taken: spans of numbers, from and to, both inclusive. Only what is taken is gone through."""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice

Span = tuple[int, int]


def free_spans(within: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """The gaps that sorted spans leave; they may overlap, and reach beyond."""
    begin, end = within
    for first, last in taken:
        if begin > end:
            return
        if first > begin:
            yield begin, min(first - 1, end)
        begin = max(begin, last + 1)
    if begin <= end:
        yield begin, end


def together(*taken: Iterable[Span]) -> Iterator[Span]:
    """Several sorted series as one."""
    return merge(*taken)


def next_free(gaps: Iterable[Span], count: int) -> list[int]:
    """The lowest free numbers, as many as asked for or as there are."""
    return list(islice((number for first, last in gaps for number in range(first, last + 1)), count))


def next_aligned(gaps: Iterable[Span], size: int, count: int) -> list[int]:
    """Where the lowest free blocks of a size (a power of two) begin, each on a multiple of it."""
    return list(islice((begin for gap in gaps for begin in _aligned(gap, size)), count))


def largest_aligned(gap: Span) -> int:
    """The size of the largest block that fits into a gap on a multiple of its own size."""
    first, last = gap
    size = 1 << (last - first + 1).bit_length() - 1
    while size > 1 and -(-first // size) * size + size - 1 > last:
        size >>= 1
    return size


def _aligned(gap: Span, size: int) -> Iterator[int]:
    begin = -(-gap[0] // size) * size
    while begin + size - 1 <= gap[1]:
        yield begin
        begin += size
