"""Django's entry to insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Registers the contract pack kind, permissions and subscribers when the process starts."""

    name = "tongyun.insight"
    label = "insight"

    def ready(self) -> None:
        """Wire the room."""
        from .wiring import wire  # noqa: PLC0415 - models are importable only once apps are ready

        wire()
