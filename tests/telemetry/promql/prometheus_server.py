"""A private Prometheus that the suite compares with, fed by remote write."""

import json
import struct
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from servers.server import Server, program
from servers.waiting import until
from tests.telemetry.promql.recording import STALE, Recorded, Sample

STALE_BITS = 0x7FF0000000000002
MOMENTS_A_REQUEST = 20
LITERAL_LIMIT = 65_536


class Prometheus(Server):
    """Debian's Prometheus on a free port of the loopback, with an empty database."""

    name, title = "prometheus", "Prometheus"

    def prepare(self) -> None:
        (self.folder / "prometheus.yml").write_text("global: {}\n")

    def command(self) -> list[str]:
        return [
            program("/usr/bin/prometheus", "prometheus"),
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
            "--storage.tsdb.retention.time=100y",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--web.enable-remote-write-receiver",
            "--log.level=error",
        ]

    def start(self) -> None:
        super().start()
        until(self._is_ready, "Prometheus 就绪")

    def load(self, series: list[Recorded]) -> None:
        """Send every sample, oldest first, because the head takes nothing much older than its newest."""
        moments = sorted({when for one in series for when, _ in one.samples})
        for start in range(0, len(moments), MOMENTS_A_REQUEST):
            span = set(moments[start : start + MOMENTS_A_REQUEST])
            parts = [(one, [sample for sample in one.samples if sample[0] in span]) for one in series]
            message = b"".join(_field(1, _time_series(one, samples)) for one, samples in parts if samples)
            headers = {"Content-Encoding": "snappy", "Content-Type": "application/x-protobuf"}
            request = urllib.request.Request(f"{self._api}/write", _snappy(message), headers)
            urllib.request.urlopen(request, timeout=10).close()

    def get(self, path: str, **parameters: object) -> dict[str, Any]:
        """The answer of the HTTP API, also when it is an error."""
        url = f"{self._api}/{path}?{urllib.parse.urlencode(parameters, doseq=True)}"
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))

    @property
    def _api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"

    def _is_ready(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=5).close()
        except OSError:
            return False
        return True


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def _field(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(body)) + body


def _time_series(one: Recorded, samples: list[Sample]) -> bytes:
    pairs = sorted(one.labels.items())
    labels = [_field(1, _field(1, name.encode()) + _field(2, value.encode())) for name, value in pairs]
    return b"".join([*labels, *(_field(2, _sample(*sample)) for sample in samples)])


def _sample(when: int, value: float | None) -> bytes:
    bits = struct.pack("<Q", STALE_BITS) if value is STALE else struct.pack("<d", value)
    return b"\x09" + bits + b"\x10" + _varint(when)


def _snappy(data: bytes) -> bytes:
    """A snappy block of literals only: valid, if not smaller."""
    pieces = [data[start : start + LITERAL_LIMIT] for start in range(0, len(data), LITERAL_LIMIT)]
    return _varint(len(data)) + b"".join(b"\xf4" + struct.pack("<H", len(piece) - 1) + piece for piece in pieces)
