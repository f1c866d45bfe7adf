"""`python -m bench`: set Django up, then measure."""

import os
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scf_portal.settings")
django.setup()
import_module("bench.run").main()
