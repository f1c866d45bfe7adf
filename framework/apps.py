from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class FrameworkConfig(AppConfig):
    name = "framework"

    def ready(self) -> None:
        from framework.models.guard import guard, unguard  # noqa: PLC0415  # models are not there before

        pre_migrate.connect(unguard, sender=self)
        post_migrate.connect(guard, sender=self)
