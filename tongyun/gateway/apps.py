"""Django's entry to the gateway."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """Registers what the gateway offers when the process starts."""

    name = "tongyun.gateway"
    label = "gateway"

    def ready(self) -> None:
        """Wire permissions and subscriptions."""
        from .wiring import wire  # noqa: PLC0415 - models are importable only once apps are ready

        wire()
