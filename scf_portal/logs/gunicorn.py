"""Gunicorn's own log in the form of the portal's. Given on its command line: `--logger-class`."""

import logging
from logging.config import dictConfig

from django.conf import settings
from gunicorn.config import Config
from gunicorn.glogging import Logger


class GunicornLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Hands its lines to the portal's log instead of writing them itself; each request has its line there already."""

    def setup(self, cfg: Config) -> None:
        self.cfg = cfg
        self._access_log_enabled = False
        dictConfig(settings.LOGGING)
        self.error_log.propagate = True
        self.error_log.setLevel(self.LOG_LEVELS.get(cfg.loglevel.lower(), logging.INFO))
