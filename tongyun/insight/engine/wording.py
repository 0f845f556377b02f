"""Chinese texts of assessment lines: figures as an auditor writes them."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo


def number(value: Decimal) -> str:
    """A decimal without needless zeros: 2, 0.05."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment in the contract's zone, to the second."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def length(span: timedelta) -> str:
    """A length of time; under a second shown as such, because even that is late."""
    seconds = int(span.total_seconds())
    if seconds < 1:
        return "不足 1 秒"
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = ((days, "天"), (hours, "小时"), (minutes, "分"), (seconds, "秒"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
