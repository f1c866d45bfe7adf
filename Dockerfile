# The portal in one image: web server, worker, clock and commands differ only by what they are told to run.

FROM python:3.11-slim-bookworm AS packages
COPY requirements/run.lock /tmp/run.lock
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement /tmp/run.lock

FROM python:3.11-slim-bookworm
# For drawings in reports, and for backups. Versions are those of Debian 12.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-droid-fallback fonts-inter fonts-nanum fonts-noto-color-emoji fonts-noto-core \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /srv/portal --shell /usr/sbin/nologin portal \
    && install --directory --mode 0700 --owner portal --group portal /srv/portal/var /srv/portal/var/media /backups

COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/portal/code
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/srv/portal/var

USER 10001:10001
# Static files are of the image, compressed once. The settings want a database and a secret; neither is used or kept.
RUN DATABASE_URL=postgres:///none \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    python manage.py collectstatic --no-input --verbosity 0

EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--preload", \
     "--graceful-timeout", "25", "--no-control-socket", "--log-level", "info", \
     "--limit-request-line", "4094", "--limit-request-fields", "64", "--limit-request-field_size", "8190", \
     "--logger-class", "scf_portal.logs.gunicorn.GunicornLogger", \
     "--worker-tmp-dir", "/dev/shm", "--bind=0.0.0.0:8000", "scf_portal.wsgi"]
