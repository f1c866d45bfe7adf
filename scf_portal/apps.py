"""The project as an app, for its commands and the city's front page."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "scf_portal"
