"""Does the certificate hold, and how long still?"""

import asyncio
import ssl
import time

from tongyun.telemetry.contracts import ProbeTarget

from ..contracts import Outcome
from .address import split_address
from .trust import system_trust


async def probe_tls(target: ProbeTarget) -> Outcome:
    """Shake hands with verification against the system's trust store."""
    host, port = split_address(target.address, default_port=443)
    try:
        _, writer = await asyncio.open_connection(host, port, ssl=system_trust(), server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        return Outcome(False, f"证书无效：{error.verify_message}")
    except OSError as error:
        return Outcome(False, f"无法建立 TLS 连接：{error.strerror or error}")
    certificate = writer.get_extra_info("ssl_object").getpeercert()
    writer.close()
    remaining = ssl.cert_time_to_seconds(certificate["notAfter"]) - time.time()
    return Outcome(remaining > 0, measurements={"probe_tls_certificate_remaining_seconds": remaining})
