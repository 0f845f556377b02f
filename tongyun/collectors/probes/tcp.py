"""Does something accept connections there?"""

import asyncio
import time

from tongyun.telemetry.contracts import ProbeTarget

from ..contracts import Outcome
from .address import split_address


async def probe_tcp(target: ProbeTarget) -> Outcome:
    """Open a connection and close it."""
    host, port = split_address(target.address)
    started = time.perf_counter()
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError as error:
        return Outcome(False, f"无法连接 {target.address}：{error.strerror or error}")
    connected = time.perf_counter() - started
    writer.close()
    return Outcome(True, measurements={"probe_tcp_connect_seconds": connected})
