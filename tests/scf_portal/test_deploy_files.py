"""Dockerfile and Compose file agree with the portal and with each other. They are linted with the other checks."""

import json
import re

from scf_portal.management.commands import up
from tests.deploy import ROOT, command, compose, environment, example_environment, instruction

OURS = ("web", "worker", "beat", "migrate", "backup")
MAIL = ("SMTP_HOST", "SMTP_PORT", "SMTP_USER", "SMTP_PASSWORD", "SMTP_TLS", "MAIL_FROM")
NOT_ALIKE = ("--graceful-timeout", "--log-level", "--worker-tmp-dir", "--bind=")


def options(words):
    """Options with their values, those that differ between a laptop and a container apart."""
    pairs, words = [], words[1:-1]
    for number, word in enumerate(words):
        if word.startswith("--") and not word.startswith(NOT_ALIKE):
            value = words[number + 1] if number + 1 < len(words) and not words[number + 1].startswith("--") else ""
            pairs.append((word, value))
    return sorted(pairs)


def test_the_image_serves_as_manage_up_does():
    image = json.loads(instruction("CMD"))
    here = up.commands(["127.0.0.1:8000"])["web server"]

    assert options(image) == options(here)
    assert (image[0], image[-1]) == (here[0], here[-1])
    assert command("web", {}) == image


def test_the_image_has_the_system_packages_of_make_run():
    """With other fonts, other names would print."""
    made = (ROOT / "Makefile").read_text()
    fonts, libraries = (
        re.search(rf"^{name} := (.*)$", made, re.MULTILINE)[1].split() for name in ("FONT_PACKAGES", "RUN_PACKAGES")
    )

    installed = set((ROOT / "Dockerfile").read_text().split())
    assert {*fonts, *libraries} - {"$(FONT_PACKAGES)"} - installed == set()


def test_the_image_runs_as_nobody_and_says_how_it_is():
    assert instruction("USER") == "10001:10001"
    assert "/healthz" in instruction("HEALTHCHECK")


def test_the_image_holds_every_app_and_nothing_secret():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}

    assert "*" in lines
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    others = {"fixtures", "jinja2", "locale", "static", "templates", "requirements/run.lock", "manage.py", "LICENSE"}
    assert let_in == apps | others


def test_every_process_gets_the_same_settings_and_no_secret_has_a_default():
    values = example_environment()
    found = {service: environment(service, values) for service in OURS}

    assert found["web"] == {
        "DATABASE_URL": f"postgres://portal:{values['POSTGRES_PASSWORD']}@postgres:5432/portal",
        "REDIS_URL": "redis://redis:6379/0",
        "SECRET_KEY": values["SECRET_KEY"],
        "ALLOWED_HOSTS": values["PORTAL_HOST"],
        "PORTAL_URL": f"https://{values['PORTAL_HOST']}",
        "HTTPS": "1",
        **{name: values[name] for name in ("SELF_SERVICE", "OPERATOR_PATH", "TRUSTED_PROXIES", "LOG_FORMAT", *MAIL)},
    }
    assert found.pop("backup") == found["web"] | {"BACKUPS_KEPT": "14"}
    assert list(found.values()) == [found["web"]] * 4
    text = (ROOT / "docker-compose.yml").read_text()
    assert "${SECRET_KEY:-" not in text
    assert "${POSTGRES_PASSWORD:-" not in text
    assert "${SMTP_PASSWORD:-}" in text  # none at all, where there is no mail server


def test_nothing_starts_before_what_it_needs():
    needed = {name: service.get("depends_on", {}) for name, service in compose()["services"].items()}
    ready = {"migrate": "service_completed_successfully", "redis": "service_healthy"}

    for service in ("web", "worker", "beat", "backup"):
        assert {name: one["condition"] for name, one in needed[service].items()} == ready
    assert needed["migrate"] == {"postgres": {"condition": "service_healthy"}}
    assert needed["proxy"] == {"web": {"condition": "service_healthy"}}


def test_only_the_proxy_is_reached_from_outside():
    services = compose()["services"]

    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["proxy"]["networks"] == ["front"]
    assert [name for name, service in services.items() if "front" in service["networks"]] == ["proxy", "web"]
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    assert "{$PORTAL_HOST} {" in caddy
    assert "respond @probes 404" in caddy
    assert "header_up X-Request-ID {http.request.uuid}" in caddy
