"""Every app stands in the contracts that keep imports in order. import-linter itself runs with the checks."""

import tomllib

from django.conf import settings

CONTRACTS = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]
ORDER, INSIDE = CONTRACTS["contracts"]
APPS = {path.parent.name for path in settings.BASE_DIR.glob("*/apps.py")}


def test_every_app_stands_in_the_order_of_imports():
    """import-linter cannot ask this itself: an app that it does not know would import what it likes."""
    assert set(ORDER["layers"]) == APPS
    assert set(CONTRACTS["root_packages"]) == APPS
    assert ORDER["layers"] == ["scf_portal", "reports", "assessments", "cities", "framework", "charts"]


def test_every_app_but_the_portal_itself_keeps_the_order_inside():
    assert set(INSIDE["containers"]) == APPS - {"scf_portal"}
    assert INSIDE["exhaustive"] is True


def test_every_app_is_installed():
    assert {name for name in settings.INSTALLED_APPS if (settings.BASE_DIR / name).is_dir()} == APPS
