"""Does the page answer, and how fast?"""

import time

import httpx

from tongyun.telemetry.contracts import ProbeTarget

from ..contracts import Outcome
from .trust import system_trust

#: A probe reads no more of a page than this.
MAX_PAGE_BYTES = 1 << 20


async def probe_http(target: ProbeTarget) -> Outcome:
    """GET the address; 2xx and 3xx are well. Redirects are not followed: the address itself is what is promised."""
    started = time.perf_counter()
    size = 0
    try:
        async with (
            httpx.AsyncClient(timeout=target.timeout_s, trust_env=False, verify=system_trust()) as client,
            client.stream("GET", target.address, headers={"User-Agent": "tongyun-probe"}) as response,
        ):
            async for chunk in response.aiter_raw():
                size += len(chunk)
                if size > MAX_PAGE_BYTES:
                    break
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Outcome(False, f"{type(error).__name__}: {error}"[:200])
    measurements = {
        "probe_http_duration_seconds": time.perf_counter() - started,
        "probe_http_status_code": float(response.status_code),
        "probe_http_content_bytes": float(size),
    }
    return Outcome(response.status_code < 400, f"HTTP {response.status_code}", measurements)
