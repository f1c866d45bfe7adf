"""Measures the portal on the demo city, each figure beside a bare baseline of the same run. Part of no test."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scf_portal.settings")
django.setup()
