"""The project as an app, for its commands, the city's front page and people's accounts."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "scf_portal"

    def ready(self) -> None:
        # once the models are there: connects the signals, registers what operators see
        from scf_portal.accounts import signals  # noqa: F401, PLC0415
        from scf_portal.operators import lists  # noqa: F401, PLC0415
