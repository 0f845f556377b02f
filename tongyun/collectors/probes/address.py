"""`host:port` as people write it."""


def split_address(address: str, default_port: int | None = None) -> tuple[str, int]:
    """Host and port; IPv6 in brackets. Raises ValueError with a reason a person understands."""
    host, separator, port = address.rpartition(":")
    if not separator or (address.startswith("[") and address.endswith("]")):
        host, port = address, ""
    if not port and default_port is not None:
        return host.strip("[]"), default_port
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise ValueError(f"地址 {address[:100]} 没有有效端口")
    return host.strip("[]"), int(port)
