"""A chain to tamper with."""

from django.db import transaction

from tongyun.kernel.contracts import Ref
from tongyun.kernel.services.audit import audit

STREAM = "system"


def write(count: int, stream: str = STREAM) -> None:
    for number in range(count):
        with transaction.atomic():
            audit(
                "item.updated",
                Ref("item", str(number), f"主机 {number}"),
                {"name": "旧"},
                {"name": f"新 {number}"},
                stream=stream,
            )
