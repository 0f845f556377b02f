"""The words that item types share with the interface: icons, and units with what they mean."""

from typing import Final

#: Icons that the interface knows; it draws nothing else.
ICONS: Final = frozenset(
    {
        "air", "api", "appstore", "balance", "battery", "box", "building", "camera", "certificate", "cloud",
        "cloud-server", "cluster", "container", "contract", "control", "database", "device", "domain", "door",
        "facility", "fire", "gauge", "global", "hypervisor", "kubernetes", "licence", "line", "login", "middleware",
        "nic", "os", "pool", "power", "rack", "region", "room", "router", "sensor", "server", "shield", "slot",
        "storage", "subnet", "switch", "system", "tape", "thunderbolt", "ups", "video", "vlan", "vm", "volume",
    }
)  # fmt: skip

#: Units of attributes, as the interface and exports write them. Bytes and bits a second are scaled where they are read.
UNITS: Final = {
    "byte": ("字节", "bytes"),
    "bit": ("位", "bits"),
    "bit/s": ("比特每秒", "bit/s"),
    "core": ("核", "cores"),
    "count": ("个", ""),
    "port": ("口", "ports"),
    "person": ("人", "people"),
    "%": ("%", "%"),
    "U": ("U", "U"),
    "mm": ("mm", "mm"),
    "m": ("m", "m"),
    "m2": ("m²", "m²"),
    "m3/h": ("m³/h", "m³/h"),
    "kg": ("kg", "kg"),
    "kg/m2": ("kg/m²", "kg/m²"),
    "MPa": ("MPa", "MPa"),
    "W": ("W", "W"),
    "kW": ("kW", "kW"),
    "kVA": ("kVA", "kVA"),
    "V": ("V", "V"),
    "A": ("A", "A"),
    "Ah": ("Ah", "Ah"),
    "mOhm": ("mΩ", "mΩ"),
    "Cel": ("℃", "°C"),
    "deg": ("°", "°"),
    "ms": ("毫秒", "ms"),
    "s": ("秒", "s"),
    "min": ("分钟", "min"),
    "h": ("小时", "h"),
    "day": ("天", "days"),
    "month": ("个月", "months"),
    "year": ("年", "years"),
    "CNY": ("元", "CNY"),
}
