"""Probes by kind, one file each."""

from ..contracts import Probe
from .http import probe_http
from .tcp import probe_tcp
from .tls import probe_tls

PROBES: dict[str, Probe] = {"http": probe_http, "tcp": probe_tcp, "tls": probe_tls}
