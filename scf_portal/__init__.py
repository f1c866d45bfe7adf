"""The project: settings, addresses, the worker's application, the portal's own commands."""

from scf_portal.celery import app as celery_app

__all__ = ["celery_app"]
