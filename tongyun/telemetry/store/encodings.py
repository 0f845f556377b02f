"""Content encodings of requests and responses: gzip, deflate, lz4 (frames) and zstd, piece by piece."""

import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import lz4.frame
from backports import zstd

from tongyun.telemetry.store.errors import ClickHouseError, not_implemented

PIECE: Final = 256 * 1024
SMALL: Final = 1024
MAX_WINDOW_LOG: Final = 27


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


class Decompressor:
    """Turns compressed pieces into plain ones, each at most `PIECE` bytes, over any number of concatenated frames."""

    def __init__(self, encoding: str) -> None:
        """Raises `ClickHouseError` 48 for an encoding that is not one of ours."""
        if encoding not in DECODERS:
            raise not_implemented(f"Unknown Content-Encoding {encoding[:32]!r}")
        self._make = DECODERS[encoding]
        self._decoder = self._make()
        self._begun = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The plain bytes that `piece` completes. Raises `ClickHouseError` 354 for damaged data."""
        try:
            while piece:
                if self._decoder.eof:
                    self._decoder = self._make()
                self._begun = True
                yield from self._decode(piece)
                piece = self._decoder.unused_data if self._decoder.eof else b""
        except (zlib.error, zstd.ZstdError, RuntimeError, EOFError) as failure:
            raise _damaged(str(failure)) from None

    def finish(self) -> None:
        """Raises `ClickHouseError` 354 when the last frame is not complete."""
        if self._begun and not self._decoder.eof:
            raise _damaged("the body ends inside a frame")

    def _decode(self, piece: bytes) -> Iterator[bytes]:
        decoder = self._decoder
        if isinstance(decoder, _Zlib):
            yield from decoder.pieces(piece)
            return
        plain = decoder.decompress(piece, PIECE)
        while True:
            if plain:
                yield plain
            if decoder.eof or decoder.needs_input:
                return
            plain = decoder.decompress(b"", PIECE)


class _Zlib:
    """zlib's decompressor with a bounded output, under the protocol of the others."""

    def __init__(self, window_bits: int) -> None:
        self._object = zlib.decompressobj(window_bits)

    @property
    def eof(self) -> bool:
        return self._object.eof

    @property
    def unused_data(self) -> bytes:
        return self._object.unused_data

    def pieces(self, piece: bytes) -> Iterator[bytes]:
        while piece and not self._object.eof:
            plain = self._object.decompress(piece, PIECE)
            if plain:
                yield plain
            piece = self._object.unconsumed_tail


DECODERS: Final[dict[str, Callable[[], "_Zlib | lz4.frame.LZ4FrameDecompressor | zstd.ZstdDecompressor"]]] = {
    "gzip": lambda: _Zlib(31),
    "deflate": lambda: _Zlib(15),
    "lz4": lz4.frame.LZ4FrameDecompressor,
    "zstd": lambda: zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: MAX_WINDOW_LOG}),
}


def _damaged(why: str) -> ClickHouseError:
    return ClickHouseError(354, "ZLIB_INFLATE_FAILED", f"Cannot decompress the request body: {why}")


def choose(accepted: tuple[str, ...], size: int) -> str | None:
    """The response's encoding: the first accepted one we have, none for a small answer."""
    if size < SMALL:
        return None
    return next((name for name in accepted if name in ENCODERS), None)


def encoded(encoding: str, data: memoryview) -> Iterator[bytes]:
    """`data` compressed, in pieces."""
    return ENCODERS[encoding](data)


def plain(data: memoryview) -> Iterator[bytes]:
    """`data` in pieces."""
    return (bytes(data[at : at + PIECE]) for at in range(0, len(data), PIECE))


def _zlib_pieces(data: memoryview, window_bits: int) -> Iterator[bytes]:
    encoder = zlib.compressobj(level=1, wbits=window_bits)
    for at in range(0, len(data), PIECE):
        if piece := encoder.compress(data[at : at + PIECE]):
            yield piece
    yield encoder.flush()


def _lz4_pieces(data: memoryview) -> Iterator[bytes]:
    with lz4.frame.LZ4FrameCompressor() as encoder:
        yield encoder.begin(len(data))
        for at in range(0, len(data), PIECE):
            if piece := encoder.compress(data[at : at + PIECE]):
                yield piece
        yield encoder.flush()


def _zstd_pieces(data: memoryview) -> Iterator[bytes]:
    encoder = zstd.ZstdCompressor(level=1)
    for at in range(0, len(data), PIECE):
        if piece := encoder.compress(data[at : at + PIECE]):
            yield piece
    yield encoder.flush()


ENCODERS: Final[dict[str, Callable[[memoryview], Iterator[bytes]]]] = {
    "lz4": _lz4_pieces,
    "zstd": _zstd_pieces,
    "gzip": lambda data: _zlib_pieces(data, 31),
    "deflate": lambda data: _zlib_pieces(data, 15),
}
