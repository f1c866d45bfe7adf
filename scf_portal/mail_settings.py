"""Settings of mail: a row in the outbox first; the worker hands it over to the mail server, or to a folder."""

import os

EMAIL_BACKEND = "cities.actions.outbox.OutboxBackend"
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Smart City Framework Portal <portal@localhost>")
EMAIL_HOST = os.environ.get("SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 20  # seconds
MAIL_DELIVERY_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
