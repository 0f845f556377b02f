"""Django's entry to the inventory."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Registers permissions, pack kinds, search and the lifecycle task when the process starts."""

    name = "tongyun.inventory"
    label = "inventory"

    def ready(self) -> None:
        """Wire the room."""
        from .wiring import wire  # noqa: PLC0415 - models are importable only once apps are ready

        wire()
