"""Django's entry to telemetry."""

from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    """Registers telemetry's own handlers when the process starts."""

    name = "tongyun.telemetry"
    label = "telemetry"

    def ready(self) -> None:
        """Wire permissions, handlers and pack kinds."""
        from .wiring import wire  # noqa: PLC0415 - models are importable only once apps are ready

        wire()
