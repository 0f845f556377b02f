"""Django's entry to the pack engine."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    """Registers the health of packs when the process starts."""

    name = "tongyun.packs"
    label = "packs"

    def ready(self) -> None:
        """Wire the room."""
        from .wiring import wire  # noqa: PLC0415 - models are importable only once apps are ready

        wire()
