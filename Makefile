# The commands of the project; `make help` lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export UV_SYSTEM_CERTS := 1

PORT ?= 8000
HOSTILE_SEED := $(or $(HOSTILE_SEED),$(shell date +%s))
UV := .venv/bin/uv
LOCK := $(UV) pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml
FONT_PACKAGES := fonts-inter fonts-noto-core fonts-droid-fallback fonts-nanum fonts-noto-color-emoji
RUN_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 $(FONT_PACKAGES)
TEST_PACKAGES := $(RUN_PACKAGES) postgresql redis-server chromium poppler-utils gettext
PYTEST := .venv/bin/pytest --quiet --numprocesses 2 --dist worksteal
TEST_SECRET := for-tests-alone-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF
title = @printf '\n== %s\n'
templates = find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 $(1) {} +

.PHONY: help run test lint unit browser coverage hostile checks tests bench screenshots messages format upgrade-fixture lock packages-run packages-test

help: ## List the commands
	@sed -nE 's/^([a-z-]+):.* ## (.*)/make \1\t\2/p' Makefile | expand -t 24

run: packages-run .venv/run.stamp ## Set up and start the portal on http://localhost:8000 (PORT=8001 for another port)
	@exec .venv/bin/python manage.py up --port $(PORT)

test: packages-test .venv/dev.stamp ## Set up and run every check and every test
	@bin/with-scratch $(MAKE) --no-print-directory lint checks tests

lint: .venv/dev.stamp ## Check style, types and the order of imports
	$(title) 'Style: ruff'
	@.venv/bin/ruff check --quiet . bin/screenshots
	@.venv/bin/ruff format --quiet --check . bin/screenshots
	$(title) 'Templates: djade, djlint'
	@$(call templates,--check)
	@.venv/bin/djlint --quiet --lint templates
	$(title) 'Types: mypy'
	@.venv/bin/mypy .
	$(title) 'Imports: import-linter'
	@.venv/bin/lint-imports --no-logo
	$(title) 'Deployment: hadolint, the schema of Compose'
	@.venv/bin/hadolint Dockerfile
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml

unit: packages-run .venv/dev.stamp ## Run the tests that need no browser and no servers
	$(title) 'Tests on SQLite and the folder queue'
	@bin/with-scratch $(PYTEST) -m 'not browser and not servers'

browser: packages-test .venv/dev.stamp ## Open every page in Chromium, on PostgreSQL and Redis; pictures in var/pictures
	$(title) 'Every page in a browser'
	@HTTPS=0 SECRET_KEY=$(TEST_SECRET) PICTURES=$${PICTURES:-$(CURDIR)/var/pictures} bin/with-scratch \
		bin/with-servers $(PYTEST) -m browser

hostile: packages-test .venv/dev.stamp ## Send ten thousand hostile requests; HOSTILE_SEED=… sends the same again
	$(title) "Ten thousand hostile requests, seed $(HOSTILE_SEED)"
	@HTTPS=0 SECRET_KEY=$(TEST_SECRET) HOSTILE_SEED=$(HOSTILE_SEED) HOSTILE_REQUESTS=10000 bin/with-scratch \
		bin/with-servers $(PYTEST) tests/hostile

# A run takes half as long again with it, so it is not part of `make test`.
coverage: packages-test .venv/dev.stamp ## Count the branches that the tests reach, on PostgreSQL and Redis; fails below 95 %
	@HTTPS=0 SECRET_KEY=$(TEST_SECRET) bin/with-scratch bin/with-servers \
		$(PYTEST) -m 'not browser' --cov --cov-report=term --cov-fail-under=95

bench: packages-test .venv/dev.stamp ## Measure pages, saves and reports beside a bare Django; the table is in var/bench.md
	@HTTPS=0 SECRET_KEY=$(TEST_SECRET) bin/with-scratch bin/with-servers .venv/bin/python -m bench

screenshots: packages-test .venv/dev.stamp ## Draw the pictures of the README anew, from a demo city of their own
	@.venv/bin/python bin/screenshots

messages: packages-test .venv/dev.stamp ## Bring the words of the interface in locale/ up to date with the code
	@bin/with-scratch .venv/bin/python manage.py messages

format: .venv/dev.stamp ## Put code and templates into the common form
	@.venv/bin/ruff check --fix . bin/screenshots
	@.venv/bin/ruff format . bin/screenshots
	@$(call templates,)

upgrade-fixture: .venv/dev.stamp ## Keep what a database of COMMIT holds, for the test of upgrades
	@bin/with-scratch bin/upgrade-fixture $(COMMIT)

lock: $(UV) ## Resolve the packages of pyproject.toml anew
	@$(LOCK) --output-file requirements/run.lock
	@$(LOCK) --group dev --constraints requirements/run.lock --output-file requirements/dev.lock

# --- Parts of the above ---------------------------------------------------------------------------------

checks: .venv/dev.stamp
	$(title) 'Migrations are complete'
	@.venv/bin/python manage.py makemigrations --check --dry-run
	$(title) 'Settings are fit for production'
	@DATABASE_URL=postgres:///portal ALLOWED_HOSTS=portal.city.gov SECRET_KEY=$$(.venv/bin/python -c 'import secrets; print(secrets.token_hex(50))') \
		.venv/bin/python manage.py check --deploy --fail-level WARNING

tests: .venv/dev.stamp
	$(title) 'Tests on SQLite and the folder queue'
	@$(PYTEST) -m 'not browser and not servers'
	$(title) 'Tests on PostgreSQL and Redis'
	@HTTPS=0 SECRET_KEY=$(TEST_SECRET) bin/with-servers \
		$(PYTEST) -m 'not browser and not once'
	$(title) 'Every page in a browser, on PostgreSQL and Redis'
	@HTTPS=0 SECRET_KEY=$(TEST_SECRET) bin/with-servers $(PYTEST) -m browser

packages-run:
	@bin/system-packages $(RUN_PACKAGES)

packages-test:
	@bin/system-packages $(TEST_PACKAGES)

$(UV):
	$(title) 'Setting up .venv'
	@python3.11 -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check uv

# Not `sync`: what the developers' packages added stays.
.venv/run.stamp: requirements/run.lock | $(UV)
	@$(UV) pip install --quiet --requirements requirements/run.lock
	@touch $@

.venv/dev.stamp: requirements/dev.lock | $(UV)
	@$(UV) pip sync --quiet requirements/dev.lock
	@touch $@ .venv/run.stamp
