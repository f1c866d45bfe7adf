from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FrameworkConfig(AppConfig):
    name = "framework"

    def ready(self) -> None:
        from framework.models.guard import guard  # noqa: PLC0415  # models are not there before

        post_migrate.connect(guard, sender=self)
